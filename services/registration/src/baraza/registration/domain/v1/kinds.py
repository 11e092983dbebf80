"""The tables: all that differs between one kind and another, a row each."""

from collections.abc import Mapping

from baraza.forms.v1 import record, role

RECORDS: Mapping[str, record.Kind] = {
    "post": record.Kind(frozenset({"verified", "disputed"})),
}
"""A maker may also withdraw what it said; silence settles no post."""

ROLES: Mapping[str, role.Kind] = {
    "participant": role.Kind(frozenset(), ()),  # begins with an accepted place, never by itself
    "mentor": role.Kind(
        frozenset({"pm", "operate"}),
        (
            ("selected", "not_selected"),
            ("trained", "not_trained"),
            ("terms", "terms_not_acknowledged"),
        ),
    ),
    "trainer": role.Kind(
        frozenset({"pm"}), (("certified", "not_certified"), ("terms", "terms_not_acknowledged"))
    ),
    "screener": role.Kind(frozenset({"operate"}), (("terms", "terms_not_acknowledged"),)),
}

FREE_WAYS = frozenset({"open_call", "nomination"})
"""Ways into an intake that need no verified post; a nomination needs to be accepted."""
