"""A fresh clone of this repository, as somebody gets it who never worked on it."""

import subprocess
from pathlib import Path

import pytest

from tests.support.installation import ROOT


def fresh_clone(folder: Path) -> Path:
    """Clone what is committed; what is not yet committed is not in it."""
    if subprocess.run(["git", "-C", str(ROOT), "rev-parse", "HEAD"], capture_output=True, check=False).returncode:
        pytest.skip("this is not a git clone with a commit, so nothing can be cloned from it")
    subprocess.run(["git", "clone", "--quiet", f"file://{ROOT}", str(folder)], check=True, capture_output=True)
    return folder
