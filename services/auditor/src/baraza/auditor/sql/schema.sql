-- One row for each entry, decision, event, guard, exhibit and refusal of a log. `idx` is the number
-- of the entry in the log; with it `baraza-audit explain`, `prove` and `as-of` go on.
CREATE TABLE readme (line INTEGER PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE log (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE examples (question TEXT PRIMARY KEY, query TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE entries (
  idx INTEGER PRIMARY KEY, kind TEXT NOT NULL, decision INTEGER NOT NULL,
  service TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, subject TEXT NOT NULL,
  happened_at TEXT NOT NULL, recorded_at TEXT NOT NULL, leaf_hash TEXT NOT NULL,
  id TEXT NOT NULL, data TEXT NOT NULL
);
CREATE TABLE decisions (
  idx INTEGER PRIMARY KEY, command_id TEXT NOT NULL, service TEXT NOT NULL, command TEXT NOT NULL,
  entity TEXT NOT NULL, actor_kind TEXT NOT NULL, actor TEXT NOT NULL, acting_as TEXT NOT NULL,
  reason TEXT, via TEXT, basis INTEGER, decider TEXT NOT NULL, events INTEGER,
  refused INTEGER NOT NULL, correlation TEXT NOT NULL, cause TEXT, happened_at TEXT NOT NULL,
  says TEXT NOT NULL
);
CREATE TABLE events (
  idx INTEGER PRIMARY KEY, decision INTEGER NOT NULL REFERENCES decisions (idx),
  service TEXT NOT NULL, name TEXT NOT NULL, entity TEXT NOT NULL, version INTEGER,
  happened_at TEXT NOT NULL, says TEXT NOT NULL, data TEXT NOT NULL
);
CREATE TABLE guards (
  decision INTEGER NOT NULL REFERENCES decisions (idx), entity TEXT NOT NULL, version INTEGER,
  PRIMARY KEY (decision, entity)
) WITHOUT ROWID;
CREATE TABLE exhibits (
  decision INTEGER NOT NULL REFERENCES decisions (idx), sha256 TEXT NOT NULL,
  PRIMARY KEY (decision, sha256)
) WITHOUT ROWID;
CREATE TABLE refusals (
  idx INTEGER PRIMARY KEY, decision INTEGER NOT NULL REFERENCES decisions (idx),
  service TEXT NOT NULL, command TEXT NOT NULL, entity TEXT NOT NULL, reason TEXT, rule TEXT,
  numbers TEXT, happened_at TEXT NOT NULL, says TEXT NOT NULL
);
CREATE TABLE named (
  pseudonym TEXT NOT NULL, idx INTEGER NOT NULL REFERENCES entries (idx),
  PRIMARY KEY (pseudonym, idx)
) WITHOUT ROWID;
