"""The command line's part that every installation needs: serving, working, examining, keys."""

import signal
import subprocess
import sys
import time

import click
from flask import Blueprint, current_app
from flask_migrate import upgrade

from core import demo, doctor, health, jobs, outbox, personal, retention, seals
from core.db import transaction

blueprint = Blueprint("core", __name__, cli_group=None)
WORKERS, THREADS = 2, 4
PAUSE = 0.5


def command_line() -> list[str]:
    """Return how to call this program again, as a child."""
    return [sys.executable, sys.argv[0]]


def web_server(host: str, port: int) -> list[str]:
    """Return the command that serves pages."""
    return [
        sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--workers", str(WORKERS),
        "--threads", str(THREADS), "--bind", f"{host}:{port}", "--no-control-socket",
        "--chdir", current_app.root_path, "app:serving()",
    ]  # fmt: skip


@blueprint.cli.command("demo")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
def show_demo(host: str, port: int) -> None:
    """Build the demonstration if it is not there yet, print who can sign in, then serve it."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - the way LocalProxy documents
    if not health.schema_fits():
        upgrade()
    if not demo.is_built():
        click.echo("Préparation des données de démonstration, une vingtaine de secondes…")
    demo.build(app)
    demo.renew(app)
    print_accounts(f"http://{host}:{port}")
    run_together([web_server(host, port), [*command_line(), "worker"]])


def print_accounts(base: str) -> None:
    """Print who can sign in to the demonstration, and where each begins."""
    found = demo.accounts()
    widths = [max(len(getattr(account, name)) for account in found) for name in ("persona", "identifier", "password")]
    click.echo(f"\nBalanzan : {base}   connexion : {base}/sign-in\n")
    for account in found:
        cells = zip((account.persona, account.identifier, account.password), widths, strict=True)
        click.echo("  " + "   ".join(text.ljust(width) for text, width in cells) + f"   {base}{account.begin_at}")
    click.echo("")


@blueprint.cli.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
def serve(host: str, port: int) -> None:
    """Serve pages and run the worker, until stopped."""
    health.refuse_old_schema()
    run_together([web_server(host, port), [*command_line(), "worker"]])


def run_together(commands: list[list[str]]) -> None:
    """Run commands side by side; when one ends or we are told to stop, stop them all."""
    children = [subprocess.Popen(command) for command in commands]

    def stop(*_signal: object) -> None:
        for child in children:
            child.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while all(child.poll() is None for child in children):
        time.sleep(PAUSE)
    stop()
    for child in children:
        child.wait()


@blueprint.cli.command("worker")
def worker() -> None:
    """Run the jobs that wait, and those to come, until stopped."""
    if current_app.config["BALANZAN"].smtp_url:
        with transaction():
            outbox.resume()
    consumer = current_app.extensions["huey"].huey.create_consumer(workers=WORKERS, periodic=True)
    consumer.run()


@blueprint.cli.command("drain")
def drain() -> None:
    """Run the jobs that are due, then stop."""
    click.echo(jobs.drain())


@blueprint.cli.command("doctor")
def examine() -> None:
    """Check every invariant; exit with 1 when one is broken."""
    found = doctor.examine()
    for rule, breaches in found.items():
        click.echo(f"{'ok ' if not breaches else 'NOT'} {rule}")
        for breach in breaches:
            click.echo(f"      {breach}")
    if any(found.values()):
        raise SystemExit(1)


@blueprint.cli.group("keys")
def keys() -> None:
    """Look after the keys that sign badges and certificates."""


@keys.command("list")
def list_keys() -> None:
    """List the public keys and what each is still good for."""
    for key in current_app.extensions["keyring"].public_keys():
        click.echo("  ".join(f"{name} {value}" for name, value in key.items()))


@keys.command("rotate")
def rotate() -> None:
    """Begin a new key; the former one still verifies."""
    click.echo(current_app.extensions["keyring"].rotate())


@blueprint.cli.group("audit")
def audit() -> None:
    """Look after the log of what was done."""


@audit.command("verify")
def verify_audit() -> None:
    """Check that nothing was changed, added or taken away behind the application's back; exit with 1 if it was."""
    breaches = list(seals.broken())
    for breach in breaches:
        click.echo(f"NOT {breach}")
    if breaches:
        raise SystemExit(1)
    last = seals.newest()
    sealed = f"sealed up to {last.at:%Y-%m-%d %H:%M} UTC, seal {last.id} {last.head[:16]}" if last else "no seal yet"
    click.echo(f"ok  the audit log is as it was written: {sealed}; {seals.unsealed()} lines wait for the next seal")


@audit.command("seal")
def seal_audit() -> None:
    """Seal the new lines now, as the worker does every minute."""
    click.echo(seals.seal())


@blueprint.cli.command("retention")
@click.option("--dry-run", is_flag=True, help="Only list what would go.")
def run_retention(*, dry_run: bool) -> None:
    """Take away what is kept long enough, as the worker does each night; list how many rows by each rule."""
    counts = retention.due() if dry_run else retention.run()
    for rule in personal.all_rules():
        click.echo(f"{counts[rule.key]:>7}  {rule.key}, after {rule.kept_for.total_seconds() / 86400:g} days")
