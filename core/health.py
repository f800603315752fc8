"""Whether this process lives, and whether it can serve."""

import shutil
from http import HTTPStatus

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from core.access import public
from core.db import db, transaction

LEAST_FREE_BYTES = 1 << 30


class OldSchema(RuntimeError):
    """Raised at start when the database has not been brought up to this version's schema."""


blueprint = Blueprint("health", __name__, url_prefix="/healthz")


@blueprint.get("/live")
@public
def live() -> ResponseReturnValue:
    """Say that the process answers."""
    return {"live": True}


@blueprint.get("/ready")
@public
def ready() -> ResponseReturnValue:
    """Say whether the database can be written, the schema fits, and the disk has room."""
    checks = {"database": can_write(), "schema": schema_fits(), "disk": has_room()}
    is_ready = all(checks.values())
    return {"ready": is_ready}, HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE


def can_write() -> bool:
    """Tell whether a write transaction can be opened now."""
    try:
        with transaction():
            return True
    except SQLAlchemyError:
        return False


def schema_fits() -> bool:
    """Tell whether the database stands at the newest migration this code knows."""
    newest = ScriptDirectory(str(current_app.config["MIGRATIONS"])).get_current_head()
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == newest


def refuse_old_schema() -> None:
    """Stop the start when the database is not at the newest migration."""
    if not schema_fits():
        raise OldSchema(
            "Balanzan does not start:\n- The database is not at the newest migration: run `balanzan db upgrade`."
        )


def has_room() -> bool:
    """Tell whether the disk has room for uploads."""
    return shutil.disk_usage(current_app.config["BALANZAN"].instance).free > LEAST_FREE_BYTES
