"""What the command line says of an edition."""

from pathlib import Path

import click
from flask import Blueprint, current_app
from flask_babel import force_locale

from conference.exports import FORMATS
from conference.exports.ical import Source
from conference.foreign.reading import MOST_BYTES, programme_in, too_large
from conference.models import Edition, Release
from conference.queries.editions import find_edition, headline
from conference.queries.printed import printed_in
from conference.queries.programme import latest_release
from conference.services import importing, printing
from conference.services.taking import Report
from core import i18n
from core.audit import SYSTEM
from core.db import transaction
from core.errors import NotFound, Refused
from core.i18n import gettext as _
from people.cli import bring_in

blueprint = Blueprint("edition_commands", __name__, cli_group=None)


def _edition(slug: str) -> Edition:
    try:
        return find_edition(slug)
    except NotFound as error:
        raise click.ClickException(f"There is no edition {slug}.") from error


NAMED = {"ical": "ics", "schedule.xml": "xml", "schedule.json": "json", "csv": "csv", "xlsx": "xlsx"}


KEPT = {"programme.pdf": printing.PROGRAMME, "book.pdf": printing.BOOK}


@blueprint.cli.command("export")
@click.argument("slug")
@click.option("--format", "name", type=click.Choice([*NAMED, *KEPT]), default="schedule.json", show_default=True)
@click.option("--language", default="fr", type=click.Choice(i18n.LANGUAGES), show_default=True)
@click.option("-o", "target", type=click.Path(dir_okay=False, path_type=Path), required=True)
def export(slug: str, name: str, language: str, target: Path) -> None:
    """Write the published programme of an edition to a file, or a paper that was made of it."""
    edition = _edition(slug)
    release = latest_release(edition)
    if release is None:
        raise click.ClickException(f"The programme of {slug} has not been published.")
    content = _kept(edition, release, name) if name in KEPT else _written(edition, release, NAMED[name], language)
    target.write_bytes(content)
    click.echo(f"{target}: version {release.number}, {len(content)} bytes")


def _written(edition: Edition, release: Release, ending: str, language: str) -> bytes:
    source = Source(edition, release, current_app.config["BALANZAN"].base_url)
    with force_locale(language):
        content, _type = FORMATS[ending](source, release.content["sessions"])
    return content


def _kept(edition: Edition, release: Release, name: str) -> bytes:
    paper = printed_in(edition).get(KEPT[name])
    if paper is None:
        raise click.ClickException(f"{name} of {edition.slug} has not been made: the committee's page has it made.")
    if paper.made_at < release.published_at:
        raise click.ClickException(
            f"{name} of {edition.slug} was made before version {release.number} of the programme:"
            " the committee's page has it made anew."
        )
    return paper.file.read()


@blueprint.cli.command("report")
@click.argument("slug")
@click.option("--language", default="fr", type=click.Choice(i18n.LANGUAGES), show_default=True)
def report(slug: str, language: str) -> None:
    """Print what an edition amounts to, from recorded facts only."""
    edition = _edition(slug)
    numbers = headline(edition)
    with force_locale(language):
        click.echo(edition.name(language))
        click.echo(edition.theme)
        click.echo(f"{edition.city}, {i18n.span(edition.starts_on, edition.ends_on)}")
        click.echo(
            _(
                "%(communications)d communications, %(keynotes)d keynotes, %(symposiums)d symposiums, "
                "%(reached)d specialties out of %(practised)d",
                communications=numbers.communications,
                keynotes=numbers.keynotes,
                symposiums=numbers.symposiums,
                reached=len(numbers.reached),
                practised=numbers.practised,
            )
        )
        names = ", ".join(f"{specialty.name(language)} ({specialty.code})" for specialty in numbers.missing)
        if names:
            click.echo(_("Without a communication: %(names)s", names=names))
        for count in numbers.reached:
            click.echo(f"{count.communications:4} {count.specialty.name(language)}")


@bring_in.command("programme")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--edition", "slug", required=True, help="The edition whose programme it becomes.")
@click.option("--dry-run", is_flag=True, help="Say what it would do and write nothing.")
@click.option("--language", default="fr", type=click.Choice(i18n.LANGUAGES), show_default=True)
def import_programme(file: Path, slug: str, language: str, *, dry_run: bool) -> None:
    """Take a programme from elsewhere into an edition: schedule.xml, schedule.json, pretalx, Indico, CSV or XLSX."""
    edition = _edition(slug)
    with force_locale(language):
        try:
            if file.stat().st_size > MOST_BYTES:
                raise too_large()
            programme = programme_in(file.read_bytes(), file.name, edition.time_zone)
            with transaction():
                told = (importing.weigh if dry_run else importing.take)(edition, programme, by=SYSTEM)
        except Refused as refusal:
            raise click.ClickException(refusal.message) from refusal
        _say(told, dry_run=dry_run)


def _say(told: Report, *, dry_run: bool) -> None:
    click.echo(_("%(number)d new sessions", number=told.sessions))
    click.echo(_("%(number)d new presentations", number=told.presentations))
    click.echo(_("%(number)d new people", number=told.people))
    click.echo(_("%(number)d unchanged sessions", number=told.unchanged))
    for title, sentences in (
        (_("What changes"), told.changed),
        (_("New rooms"), told.rooms),
        (_("What could not be taken as it is"), told.lost),
        (_("Not in the file any more"), told.gone),
    ):
        if sentences:
            click.echo(f"\n{title}")
            click.echo("\n".join(f"- {sentence}" for sentence in sentences))
    if dry_run:
        click.echo(_("Nothing was written."))
