"""The tables: all that differs between one kind and another, a row each."""

from collections.abc import Mapping

from baraza.forms.v1 import record, role

RECORDS: Mapping[str, record.Kind] = {
    "post": record.Kind(frozenset({"verified", "disputed"})),
    "barrier": record.Kind(frozenset({"accepted", "rejected"})),
    "collaboration": record.Kind(frozenset({"confirmed", "disputed"})),
}
"""A maker may also withdraw what it said; silence settles nothing. A contact stands."""

ROLES: Mapping[str, role.Kind] = {
    "participant": role.Kind(frozenset(), ()),  # begins with an accepted place, never by itself
    "mentor": role.Kind(
        frozenset({"pm", "operate"}),
        (
            ("selected", "not_selected"),
            ("trained", "not_trained"),
            ("terms", "terms_not_acknowledged"),
            ("in_standing", "sanctioned"),
        ),
    ),
    "trainer": role.Kind(
        frozenset({"pm"}), (("certified", "not_certified"), ("terms", "terms_not_acknowledged"))
    ),
    "screener": role.Kind(frozenset({"operate"}), (("terms", "terms_not_acknowledged"),)),
    "adviser": role.Kind(frozenset(), ()),  # begins with a veteran's yes
    "external": role.Kind(
        frozenset({"external"}),
        (
            ("gap", "no_gap"),
            ("interests", "interests_not_declared"),
            ("reserved", "spend_not_reserved"),
            ("end", "open_ended"),
        ),
    ),
    "post": role.Kind(
        frozenset({"operate"}),
        (
            ("open_role", "unknown_entity"),
            ("record", "unknown_entity"),
            ("unfilled", "wrong_state"),
        ),
    ),
}

FREE_WAYS = frozenset({"open_call", "nomination"})
"""Ways into an intake that need no verified post; a nomination needs to be accepted."""
