"""What oversight does around deciding: nothing but what every service does.

It prepares no input of its own, and it owes itself deadlines alone.
"""

from baraza.messaging.parts import Handlers


class OversightHandlers(Handlers):
    """Every ask is decided as it was asked."""
