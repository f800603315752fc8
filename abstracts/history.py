"""How what was done to a call, to abstracts and to their reviews is said in a history."""

from sqlalchemy.orm import joinedload

from abstracts.models import Abstract, AbstractAuthor, Assignment, Call, Decision, DecisionOutcome, Review, Wish
from abstracts.permissions import Can
from abstracts.states import AbstractState
from abstracts.words import OUTCOMES, STATES, WISHES
from core.history import Named, Vocabulary
from core.i18n import lazy_gettext as _l

TEMPLATES = {"original": _l("Original study"), "case": _l("Clinical case")}
KINDS = {
    "abstract": _l("Abstract"),
    "abstract_author": _l("Author of an abstract"),
    "abstract_presentation": _l("Presentation of an abstract"),
    "assignment": _l("Reading"),
    "call": _l("Call"),
    "decision": _l("Decision"),
    "review": _l("Review"),
}
WORDS = Vocabulary(
    kinds=KINDS,
    deeds={
        ("abstract", "begun"): _l("Begun under %(code)s"),
        ("abstract", "saved"): _l("Saved"),
        ("abstract", "submitted"): _l("Submitted"),
        ("abstract", "withdrawn"): _l("Withdrawn"),
        ("abstract", "retagged"): _l("Moved from %(old)s to %(new)s"),
        ("abstract", "decided"): _l("Decision: %(outcome)s"),
        ("assignment", "assigned"): _l("Given to %(reviewer)s to read"),
        ("review", "sent"): _l("Review sent, %(total)s points"),
    },
    fields={
        "abstract_id": _l("Abstract"),
        "affiliation": _l("Affiliation"),
        "comment": _l("Comment to the authors"),
        "is_presenter": _l("Presents it"),
        "position": _l("Place in the order"),
        "abstract.call_id": _l("Call"),
        "abstract.created_at": _l("Begun"),
        "abstract.declares_consent": _l("Declares consent"),
        "abstract.interests": _l("Links of interest"),
        "abstract.keywords": _l("Keywords"),
        "abstract.on_theme": _l("On the theme"),
        "abstract.sections": _l("Text"),
        "abstract.sections.conclusion": _l("Conclusion"),
        "abstract.sections.discussion": _l("Discussion and conclusion"),
        "abstract.sections.introduction": _l("Introduction"),
        "abstract.sections.methods": _l("Methods"),
        "abstract.sections.observation": _l("Observation"),
        "abstract.sections.results": _l("Results"),
        "abstract.submitted_at": _l("Sent"),
        "abstract.submitter_id": _l("Submitted by"),
        "abstract.template": _l("Kind of text"),
        "abstract.title": _l("Title"),
        "abstract.wish": _l("Wish"),
        "abstract_presentation.presentation_id": _l("Presentation"),
        "assignment.assigned_at": _l("Given"),
        "assignment.reviewer_id": _l("Reviewer"),
        "call.closes_at": _l("Closes"),
        "call.fewest_keywords": _l("Fewest keywords"),
        "call.grid": _l("Reviewing grid"),
        "call.most_keywords": _l("Most keywords"),
        "call.most_per_author": _l("Most abstracts of one author"),
        "call.most_title_characters": _l("Longest title, in characters"),
        "call.most_words": _l("Most words"),
        "call.opens_at": _l("Opens"),
        "call.templates": _l("Kinds of text"),
        "decision.decided_at": _l("Decided"),
        "decision.decided_by": _l("Decided by"),
        "decision.outcome": _l("Decision"),
        "review.assignment_id": _l("Reading"),
        "review.note": _l("Note to the committee"),
        "review.proposal": _l("Proposal"),
        "review.scores": _l("Score"),
        "review.scores.clarity": _l("Clarity and format"),
        "review.scores.ethics": _l("Ethics"),
        "review.scores.methods": _l("Methods"),
        "review.scores.originality": _l("Originality"),
        "review.scores.relevance": _l("Relevance"),
        "review.scores.results": _l("Results"),
        "review.sent_at": _l("Sent"),
        "review.total": _l("Total"),
    },
    values={AbstractState: STATES, DecisionOutcome: OUTCOMES, Wish: WISHES},
    spoken={
        "abstract.outcome": lambda outcome: OUTCOMES.get(outcome, outcome),
        "abstract.template": lambda key: TEMPLATES.get(key, key),
    },
    names={
        Abstract: Named(lambda abstract: abstract.code),
        AbstractAuthor: Named(lambda author: f"{author.abstract.code} · {author.person.name}"),
        Assignment: Named(
            lambda assignment: f"{assignment.abstract.code} · {assignment.reviewer.name}",
            (joinedload(Assignment.abstract), joinedload(Assignment.reviewer)),
        ),
        Call: Named(lambda call: call.edition.code),
        Decision: Named(lambda decision: decision.decided_by),
        Review: Named(
            lambda review: review.assignment.abstract.code,
            (joinedload(Review.assignment).joinedload(Assignment.abstract),),
        ),
    },
    readers=dict.fromkeys(KINDS, (Can.SEE_ALL,)),
)
