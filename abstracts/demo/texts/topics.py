"""What a medical topic must hold for an abstract to be written from it.

Texts carry figures between braces, drawn for each abstract (see figures.py):
`{n}` patients; `{12-20}` « 15,3 % »; `{=12-20}` « 15,3 % (n = 23) »; `{#12-20}` « 23 cas (15,3 %) »;
`{i 3 8}` a whole number; `{f 1.5 2.4}` one decimal; `{m 24 5}` « 24,3 ± 4,8 »; `{or 2.5}` an odds ratio with its
interval and p; `{p}` a significant p; `{at}` and `{of}` the place.
"""

from dataclasses import dataclass
from typing import Literal

Design = Literal["retro", "prosp", "trans", "cap", "ct"]


@dataclass(frozen=True)
class Topic:
    """A study a service of the region could carry out, with the ranges its figures may take."""

    title: str
    context: str
    aim: str
    who: str
    findings: tuple[str, ...]
    conclusion: str
    keywords: str
    n: tuple[int, int] = (60, 150)
    people: str = "patients"
    design: Design = "retro"
    variables: str = ""
    age: tuple[float, float, float, float] | None = None  # mean, standard deviation, youngest, oldest
    age_unit: str = "ans"
    women: tuple[int, int] | None = None  # share of women, in per cent; None where sex is not reported
    among: tuple[str, float, float] | None = None  # what the cases were found among, and their share in per cent
    where: str = "h"  # h hospital, c centre de santé de référence, d district; several letters may be given
    theme: bool = False


@dataclass(frozen=True)
class Case:
    """A single unidentifiable observation, told in three sections."""

    title: str
    introduction: str
    observation: str
    discussion: str
    keywords: str
    where: str = "h"
    theme: bool = False
