"""What the command line says of an edition."""

from pathlib import Path

import click
from flask import Blueprint, current_app
from flask_babel import force_locale

from conference.exports import FORMATS
from conference.exports.ical import Source
from conference.models import Edition
from conference.queries.editions import find_edition, headline
from conference.queries.programme import latest_release
from core import i18n
from core.errors import NotFound
from core.i18n import gettext as _

blueprint = Blueprint("edition_commands", __name__, cli_group=None)


def _edition(slug: str) -> Edition:
    try:
        return find_edition(slug)
    except NotFound as error:
        raise click.ClickException(f"There is no edition {slug}.") from error


@blueprint.cli.command("export")
@click.argument("slug")
@click.option("--format", "ending", type=click.Choice(sorted(FORMATS)), default="json", show_default=True)
@click.option("--language", default="fr", type=click.Choice(i18n.LANGUAGES), show_default=True)
@click.option("-o", "target", type=click.Path(dir_okay=False, path_type=Path), required=True)
def export(slug: str, ending: str, language: str, target: Path) -> None:
    """Write the published programme of an edition to a file."""
    edition = _edition(slug)
    release = latest_release(edition)
    if release is None:
        raise click.ClickException(f"The programme of {slug} has not been published.")
    source = Source(edition, release, current_app.config["BALANZAN"].base_url)
    with force_locale(language):
        content, _type = FORMATS[ending](source, release.content["sessions"])
    target.write_bytes(content)
    click.echo(f"{target}: version {release.number}, {len(content)} bytes")


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
