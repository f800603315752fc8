"""Every topic and case of the bank, by specialty."""

from abstracts.demo.texts import (
    bones_and_urology,
    child,
    critical,
    head_and_mind,
    medicine,
    mother,
    organs,
    public_health,
    surgery,
)
from abstracts.demo.texts.topics import Case, Topic

FAMILIES = (mother, child, surgery, bones_and_urology, organs, medicine, critical, head_and_mind, public_health)

TOPICS: dict[str, tuple[Topic, ...]] = {code: found for family in FAMILIES for code, found in family.TOPICS.items()}
CASES: dict[str, tuple[Case, ...]] = {code: told for family in FAMILIES for code, told in family.CASES.items()}
