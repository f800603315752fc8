"""What the command line says of an edition."""

import click
from flask import Blueprint
from flask_babel import force_locale

from conference.queries.editions import find_edition, headline
from core import i18n
from core.errors import NotFound
from core.i18n import gettext as _

blueprint = Blueprint("edition_commands", __name__, cli_group=None)


@blueprint.cli.command("report")
@click.argument("slug")
@click.option("--language", default="fr", type=click.Choice(i18n.LANGUAGES), show_default=True)
def report(slug: str, language: str) -> None:
    """Print what an edition amounts to, from recorded facts only."""
    try:
        edition = find_edition(slug)
    except NotFound as error:
        raise click.ClickException(f"There is no edition {slug}.") from error
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
