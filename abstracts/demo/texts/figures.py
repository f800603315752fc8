"""The figures of one abstract: every percentage comes from a count, every p from its odds ratio."""

import math
import random
import re
from dataclasses import dataclass

from abstracts.demo.texts.places import Place

FIGURE = re.compile(r"\{([^{}]+)\}")
NESTED_COUNT = re.compile(r"(\([^()]*%) \((n = \d+)\)")
BARE_CASES = re.compile(r"(\bdans [\d,]+ %)(?=(?: \(n = \d+\))?[ ]?(?:[.,;)]|et\b))")
BARE_PERSONS = re.compile(r"(\bchez [\d,]+ %)(?=(?: \(n = \d+\))?[ ]?(?:[.,;]|et\b))")
SHARE_SPELT_OUT = 0.5
PERSONS = ("patients", "patientes", "enfants", "nouveau-nés", "nourrissons", "blessés")


def decimal(value: float, digits: int = 1) -> str:
    """Write a number the French way, without a needless « ,0 »."""
    return f"{value:.{digits}f}".rstrip("0").rstrip(".").replace(".", ",") if digits else str(round(value))


def whole(value: int) -> str:
    """Write a whole number with a space between thousands."""
    return f"{value:,}".replace(",", " ")


def percentage(part: int, total: int) -> str:
    """Write the share of a count, to one decimal."""
    return f"{decimal(100 * part / total)} %"


@dataclass
class Figures:
    """Fill the braces of one abstract's texts, always with the same number of patients and the same place."""

    rng: random.Random
    n: int
    place: Place
    people: str = ""

    def fill(self, text: str) -> str:
        """Replace every figure between braces, and say of what each bare percentage is the share."""
        filled = NESTED_COUNT.sub(r"\1, \2", FIGURE.sub(lambda match: self._figure(match[1]), text))
        filled = BARE_CASES.sub(r"\1 des cas", filled)
        if self.people in PERSONS and self.rng.random() < SHARE_SPELT_OUT:
            filled = BARE_PERSONS.sub(rf"\1 des {self.people}", filled, count=1)
        return filled

    def _figure(self, code: str) -> str:
        """Draw the figure a code asks for."""
        if code in ("n", "at", "of"):
            return {"n": whole(self.n), "at": self.place.at, "of": self.place.of}[code]
        if code == "p":
            return self._p_value(self.rng.uniform(2.0, 4.2))
        kind, *bounds = code.split()
        if not bounds:
            return self._share(kind)
        numbers = [float(bound) for bound in bounds]
        if kind == "i":
            return whole(self.rng.randint(round(numbers[0]), round(numbers[1])))
        if kind == "f":
            return decimal(self.rng.uniform(*numbers))
        if kind == "m":
            return f"{decimal(numbers[0] * self.rng.uniform(0.95, 1.05))} ± {decimal(numbers[1] * self.rng.uniform(0.9, 1.1))}"
        if kind == "or":
            return self._odds_ratio(numbers[0])
        raise ValueError(f"Unknown figure {code!r}")

    def _share(self, code: str) -> str:
        """Draw a number of patients between two percentages and write it as the mark before them asks."""
        mark = code[0] if code[0] in "=#" else ""
        low, high = (float(bound) for bound in code.removeprefix(mark).split("-"))
        count = min(self.n, max(1, round(self.n * self.rng.uniform(low, high) / 100)))
        share = percentage(count, self.n)
        return {"": share, "=": f"{share} (n = {count})", "#": f"{count} cas ({share})"}[mark]

    def _odds_ratio(self, middle: float) -> str:
        """Draw an odds ratio whose interval excludes 1, with the p its interval implies."""
        ratio = round(middle * self.rng.uniform(0.85, 1.2), 1)
        z = self.rng.uniform(2.2, 3.9)
        spread = math.exp(1.96 * math.log(ratio) / z)
        low, high = decimal(ratio / spread), decimal(ratio * spread)
        return f"OR = {decimal(ratio)} ; IC à 95 % [{low} - {high}] ; {self._p_value(z)}"

    @staticmethod
    def _p_value(z: float) -> str:
        """Write the two-sided p of a normal deviate."""
        p = math.erfc(z / math.sqrt(2))
        return "p < 0,001" if p < 0.001 else f"p = {decimal(p, 3)}"
