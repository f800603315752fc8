"""What the command line does for councils: setting one up, and bringing files into its books."""

from collections.abc import Sequence
from pathlib import Path

import click
from flask import Blueprint
from flask_babel import force_locale

from core import i18n
from core.audit import SYSTEM
from core.db import db, transaction
from core.errors import NotFound, Refused
from core.i18n import gettext as _
from core.sheets import read
from people.jobs import check_register, write_register
from people.models import Council, FileKind, Known, Outcome, RegisterImport
from people.queries.people import find_council
from people.register_lines import Column, Reading, has_heading
from people.services import councils, recovery, register
from people.services.councils import Settings
from people.services.persons import Introduction, meet
from people.services.register_writing import Scales, Weighed, counted, gone_after
from people.words import COLUMNS, what_is_left_out, why_refused

blueprint = Blueprint("people_commands", __name__, cli_group=None)


@blueprint.cli.group("import")
def bring_in() -> None:
    """Bring files into the books of a council."""


@bring_in.command("register")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--council", "slug", required=True, help="The council whose register it is.")
@click.option(
    "--kind", type=click.Choice([kind.value for kind in FileKind]), default=FileKind.WHOLE.value, show_default=True
)
@click.option("--dry-run", is_flag=True, help="Say what it would do and write nothing.")
@click.option("--good-lines", is_flag=True, help="Write the good lines although others are refused.")
@click.option("--language", default="fr", type=click.Choice(i18n.LANGUAGES), show_default=True)
def import_register(file: Path, slug: str, kind: str, language: str, *, dry_run: bool, good_lines: bool) -> None:
    """Bring a file of the register of the Order, CSV or XLSX, into a council's books: whole, or not at all."""
    with force_locale(language):
        try:
            council = find_council(slug)
        except NotFound as error:
            raise click.ClickException(_("There is no council %(slug)s.", slug=slug)) from error
        try:
            _import(council, file, FileKind(kind), dry_run=dry_run, good_lines=good_lines)
        except Refused as refusal:
            raise click.ClickException(refusal.message) from refusal


def _import(council: Council, file: Path, kind: FileKind, *, dry_run: bool, good_lines: bool) -> None:
    content = file.read_bytes()
    found = register.described(council, content, file.name)
    found.kind = kind
    scales, reader = Scales(council.id), register.reader_of(found)
    lines = [line for line in read(content, file.name, has_heading).lines if line.number > found.header_line]
    weighed = [scales.weigh(reading) for reading in reader.read(lines)]
    _say(found, weighed, gone_after(scales, weighed, kind))
    refused = sum(each.outcome is Outcome.REFUSED for each in weighed)
    if dry_run:
        click.echo(_("Nothing was written."))
        return
    if refused and not good_lines:
        raise Refused(
            _("Nothing was written: some lines are refused. Correct the file, or ask for --good-lines."),
            code="refused-lines",
        )
    with transaction():
        kept = register.receive(council, content, file.name, by=SYSTEM)
        columns = {Column(name): place for name, place in kept.mapping.items()}
    with transaction():
        register.settle(kept, columns, kind, by=SYSTEM)
    check_register(kept.id)
    with transaction():
        register.have_written(kept, only_good=good_lines, by=SYSTEM)
    write_register(kept.id, None)
    db.session.refresh(kept)
    if kept.refusal:
        raise Refused(kept.refusal, code="changed-meanwhile")
    click.echo(_("Written."))


def _say(found: RegisterImport, weighed: Sequence[Weighed], gone: int) -> None:
    """Print what the pages show: how the columns were read, each line that is refused, and how many do what."""
    for name, place in found.mapping.items():
        click.echo(f"  {found.columns[place]} → {COLUMNS[Column(name)]}")
    for each in weighed:
        for sentence in _sentences(each.reading):
            click.echo(_("line %(line)d: %(sentence)s", line=each.reading.line, sentence=sentence))
    counts = counted(weighed)
    click.echo(
        _(
            "%(lines)d lines: %(new)d new, %(changed)d changed, %(unchanged)d unchanged, %(refused)d refused;"
            " %(matched)d known to the council, %(doubtful)d doubtful; %(gone)d no longer in the register",
            lines=counts.get("lines", 0),
            gone=gone,
            **{str(each): counts.get(each, 0) for each in (*Outcome, Known.MATCHED, Known.DOUBTFUL)},
        )
    )


def _sentences(reading: Reading) -> list[str]:
    refusal = reading.refusal
    if refusal is not None:
        return [why_refused(refusal.fault, refusal.value, refusal.see)]
    return [what_is_left_out(remark.fault, remark.value) for remark in reading.left_out]


# ── Setting up ──────────────────────────────────────────────────────────────────────────────────────────────────────


@blueprint.cli.group("council")
def set_up() -> None:
    """Set councils up."""


@set_up.command("add")
@click.argument("slug")
@click.option("--name", required=True, help="Its whole name.")
@click.option("--short-name", default="", help="As pages show it; the whole name when left out.")
@click.option("--code", required=True, help="Two to eight capitals, with which the numbers of its papers begin.")
@click.option("--city", required=True)
@click.option("--country", default="ML", show_default=True)
@click.option("--parent", default="", help="The name in addresses of the council above it.")
@click.option("--administrator", nargs=3, required=True, metavar="GIVEN FAMILY EMAIL")
def add(administrator: tuple[str, str, str], slug: str, parent: str, **said: str) -> None:
    """Set a council up, and print the link at which its first administrator chooses a password."""
    given, family, email = administrator
    settings = Settings(
        name=said["name"],
        short_name=said["short_name"] or said["name"],
        city=said["city"],
        country=said["country"],
        time_zone="Africa/Bamako",
        clock_place="Bamako",
        currency="XOF",
    )
    try:
        with transaction():
            above = find_council(parent) if parent else None
            made = councils.set_up(slug, said["code"], settings, parent=above, by=SYSTEM)
            first = meet(Introduction(given, family, email=email), by=SYSTEM)
            held = councils.name_administrator(made, first, by=SYSTEM)
            link = recovery.invite(held.user, by=SYSTEM)
    except NotFound as error:
        raise click.ClickException(f"There is no council {parent}.") from error
    except Refused as refusal:
        raise click.ClickException(refusal.message) from refusal
    click.echo(f"{made.name} is set up.")
    click.echo(f"{held.user.actor_name} chooses a password at {link}")
