"""The fault cases of `faults.md` by number, and what of them one machine cannot provoke."""

from collections.abc import Mapping

TITLES: Mapping[int, str] = {
    1: "service dies before it writes its vault rows",
    2: "service dies after vault, before append",
    3: "ledger dies before commit",
    4: "ledger dies after commit, before reply",
    5: "relay dies after publish",
    6: "consumer dies after its commit",
    7: "consumer dies before its commit",
    8: "checkpointer dies between signing, ratchet, table, publication",
    9: "witness dies while it stores",
    10: "each message delivered 1,000 times",
    11: "reordered delivery",
    12: "stream tail lost",
    13: "bit flip in a stream block",
    14: "stream configuration attacked",
    15: "forged message in the stream",
    16: "foreign type, revoked key, unknown key, wrong log",
    17: "same command again; same id with other body",
    18: "old signed events under a new command id",
    19: "50 concurrent commands on one entity",
    20: "two mentees, one place",
    21: "row edited, deleted, inserted, replaced",
    22: "history rewritten with the real log key",
    23: "split view",
    24: "old backup restored",
    25: "log frozen",
    26: "entry withheld after the receipt",
    27: "bit flip in leaf, leaf_hash, node before signing",
    28: "clock back, forward, leap second, summer time, TZ",
    29: "witness clock wrong",
    30: "oversize",
    31: "malformed",
    32: "unknown type or version",
    33: "poison entity",
    34: "disk full",
    35: "fsync gives EIO once",
    36: "slow consumer",
    37: "NATS restart, outage, reconnect storm",
    38: "database connection cut, deadlock, serialization error",
    39: "two ledgers",
    40: "malicious mirror",
    41: "note parser",
    42: "proofs",
    43: "witness race",
    44: "erasure",
    45: "personal data leak",
    46: "non-determinism",
    47: "key rotation in mid-run",
    48: "upgrade and downgrade under traffic",
    49: "1,000,000 entries",
    50: "late oversight body",
    51: "INSERT OR REPLACE and upsert in SQLite",
    52: "a decision cut short",
    53: "decided on stale facts",
    54: "a service filters its consumer by subject",
    55: "ratchet lost",
    56: "nonsense asked of an entity",
    57: "refusal of wrong shape",
    58: "refused on a stale version",
    59: "a voice is joined to a person",
    60: "report about a member of the body that would receive it",
    61: "hand note: other command, ask, log, key; altered; two; revoked",
    62: "the operator invents the act of a seat",
    63: "world tier altered",
    64: "people singled out from outside",
}

METHODS: Mapping[int, str] = {
    1: "model and state machine",
    2: "seeded simulation",
    3: "kill at each step",
    4: "system call faults",
    5: "power loss on files",
}

LIMITS: Mapping[int, str] = {
    36: (
        "a million entries behind: how far behind a reader is changes only how long it reads,"
        " so fewer are used."
    ),
    37: (
        "a change of leader among three servers: a house runs one server. Its death, its standstill"
        " and the return of all clients at once are; what lasts five minutes is shortened."
    ),
    38: (
        "`pg_terminate_backend` and serialization errors: the ledger runs on SQLite; on PostgreSQL"
        " it has tables and triggers, but no leader lock yet. Locks of SQLite are provoked."
    ),
    39: (
        "a network between leader and standby that is cut: a standby needs PostgreSQL's advisory"
        " lock. On one host the file lock, the epoch, the relay's fence and the second store are."
    ),
    46: (
        "locales that this machine cannot build, and Pythons that are not installed on it; every"
        " one that is there is used."
    ),
}
"""What of a case is not provoked on one machine, and why."""
