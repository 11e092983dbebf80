"""Ten decisions that nobody chose: drawn by a stated rule from the root of the log."""

from base64 import b64encode
from hashlib import sha256

COUNT = 10
RULE = (
    "For k = 1, 2, 3 and so on take the SHA-256 of the text baraza.report/v1, the root in base64 "
    "and k, each followed by a line break; read it as a number, and take the remainder when it is "
    "divided by the number of decisions. That many decisions come before the one drawn. One that "
    "was drawn already is passed over, until there are ten."
)


def drawn(root: bytes, decisions: int, count: int = COUNT) -> list[int]:
    """Which decisions, by how many come before each, ascending; all where there are few.

    Whoever can choose the root could choose what is drawn, so a root that bodies cosigned while
    it was new is a better one; a sample that an overseer draws by public chance is better still.
    """
    found: set[int] = set()
    text = b64encode(root).decode()
    k = 0
    while len(found) < min(count, decisions):
        k += 1
        digest = sha256(f"baraza.report/v1\n{text}\n{k}\n".encode()).digest()
        found.add(int.from_bytes(digest, "big") % decisions)
    return sorted(found)
