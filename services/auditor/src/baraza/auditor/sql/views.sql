CREATE INDEX events_by_entity ON events (entity, version);
CREATE INDEX events_by_name ON events (name, service);
CREATE INDEX decisions_by_cause ON decisions (cause);

CREATE VIEW path AS
  SELECT named.pseudonym, events.idx, events.happened_at, events.service, events.name, events.says
    FROM named JOIN events ON events.idx = named.idx;

CREATE VIEW who_with_whom AS
  SELECT started.idx, json_extract(started.data, '$.mentor') AS mentor,
         json_extract(started.data, '$.mentee') AS mentee,
         json_extract(started.data, '$.round') AS round,
         substr(started.happened_at, 1, 10) AS since,
         substr(ended.happened_at, 1, 10) AS until,
         json_extract(ended.data, '$.how') AS how,
         json_extract(ended.data, '$.ground') AS ground
    FROM events AS started
    LEFT JOIN events AS ended
      ON ended.entity = started.entity AND ended.name = 'RelationshipEnded'
   WHERE started.name = 'RelationshipStarted' AND started.service = 'matching';

CREATE VIEW moves AS
  SELECT idx, happened_at, json_extract(data, '$.envelope') AS envelope,
         json_extract(data, '$.source.account') AS source,
         json_extract(data, '$.source.line') AS source_line,
         json_extract(data, '$.target.account') AS target,
         json_extract(data, '$.target.line') AS target_line,
         json_extract(data, '$.amount_minor') AS amount_minor,
         json_extract(data, '$.purpose') AS purpose
    FROM events WHERE name = 'MoneyMoved' AND service = 'oversight';

CREATE VIEW money AS
  SELECT opened.idx, json_extract(opened.data, '$.organisation') AS organisation,
         json_extract(opened.data, '$.programme') AS programme,
         json_extract(opened.data, '$.currency') AS currency,
         total(CASE WHEN source = 'allocation' THEN amount_minor END) AS funded_minor,
         total(CASE WHEN target = 'reserved' THEN amount_minor END)
           - total(CASE WHEN source = 'reserved' THEN amount_minor END) AS reserved_minor,
         total(CASE WHEN target = 'spent' THEN amount_minor END)
           - total(CASE WHEN source = 'spent' THEN amount_minor END) AS spent_minor,
         total(CASE WHEN target = 'allocation' THEN amount_minor END) AS returned_minor,
         total(CASE WHEN target = 'next_period' THEN amount_minor END) AS rolled_over_minor,
         total(CASE WHEN target = 'line' THEN amount_minor END)
           - total(CASE WHEN source = 'line' THEN amount_minor END) AS available_minor
    FROM events AS opened
    LEFT JOIN moves ON moves.envelope = json_extract(opened.data, '$.envelope')
   WHERE opened.name = 'EnvelopeOpened' AND opened.service = 'oversight'
   GROUP BY opened.idx;

CREATE VIEW matters AS
  SELECT opened.idx, opened.service, json_extract(opened.data, '$.kind') AS kind,
         json_extract(opened.data, '$.matter') AS matter,
         json_extract(opened.data, '$.addressee') AS addressee,
         json_extract(opened.data, '$.answer_by') AS answer_by,
         json_extract(opened.data, '$.decide_by') AS decide_by,
         answered.idx AS answered, decided.idx AS decided,
         json_extract(decided.data, '$.outcome') AS outcome
    FROM events AS opened
    LEFT JOIN events AS answered
      ON answered.entity = opened.entity AND answered.name = 'MatterAnswered'
    LEFT JOIN events AS decided
      ON decided.entity = opened.entity AND decided.name = 'MatterDecided'
   WHERE opened.name = 'MatterOpened';

CREATE VIEW overdue AS
  SELECT late.idx, late.happened_at, json_extract(late.data, '$.kind') AS kind,
         json_extract(late.data, '$.matter') AS matter,
         json_extract(late.data, '$.addressee') AS addressee,
         json_extract(late.data, '$.what') AS late_with
    FROM events AS late
   WHERE late.name = 'MatterOverdue' AND NOT EXISTS (
     SELECT 1 FROM events AS decided
      WHERE decided.entity = late.entity AND decided.name = 'MatterDecided');

CREATE VIEW votes AS
  SELECT voted.idx, json_extract(voted.data, '$.resolution') AS resolution,
         json_extract(voted.data, '$.body') AS body,
         json_extract(voted.data, '$.seats_for') AS seats_for,
         json_extract(voted.data, '$.seats_against') AS seats_against,
         adopted.idx AS adopted
    FROM events AS voted
    LEFT JOIN events AS adopted
      ON adopted.entity = voted.entity AND adopted.name = 'ResolutionAdopted'
   WHERE voted.name = 'BodyVoted' AND voted.service = 'oversight';

CREATE VIEW refused_why AS
  SELECT reason, service, command, rule, count(*) AS times, min(idx) AS first
    FROM refusals GROUP BY reason, service, command, rule;

CREATE VIEW events_id AS
  SELECT idx, decision, id FROM entries WHERE kind = 'event';
