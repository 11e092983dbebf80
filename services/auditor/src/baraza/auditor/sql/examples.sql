-- Who mentors whom, and how did it end?
SELECT mentor, mentee, since, until, how FROM who_with_whom ORDER BY idx;
-- Where did the money go, by organisation?
SELECT organisation, funded_minor / 100.0 AS funded, spent_minor / 100.0 AS spent,
       returned_minor / 100.0 AS returned, currency
  FROM money ORDER BY spent_minor DESC, organisation;
-- What is late and still open?
SELECT kind, matter, addressee, late_with, happened_at FROM overdue ORDER BY idx;
-- What was refused most often, and why?
SELECT reason, command, rule, sum(times) AS times FROM refused_why
 GROUP BY reason, command, rule ORDER BY times DESC, reason;
-- Which body voted how on what was adopted?
SELECT resolution, body, seats_for, seats_against FROM votes WHERE adopted IS NOT NULL ORDER BY idx;
-- What did each body and each organisation ask for, and how often?
SELECT actor, command, count(*) AS times FROM decisions WHERE actor_kind = 'body'
 GROUP BY actor, command ORDER BY times DESC, actor, command;
-- Which decisions were taken for services, not asked for by people or bodies?
SELECT service, command, count(*) AS times FROM decisions WHERE actor_kind = 'service'
 GROUP BY service, command ORDER BY times DESC, service, command;
-- How far behind the log were decisions taken?
SELECT service, max(idx - basis) AS furthest, avg(idx - basis) AS mean FROM decisions
 GROUP BY service ORDER BY service;
-- Whose entries were recorded long after they happened?
SELECT idx, name, happened_at, recorded_at FROM entries
 WHERE substr(happened_at, 1, 10) < substr(recorded_at, 1, 10) ORDER BY idx LIMIT 100;
-- Which facts did a decision rest on?
SELECT guards.decision, guards.entity, guards.version, events.idx, events.says
  FROM guards LEFT JOIN events ON events.entity = guards.entity AND events.version = guards.version
 ORDER BY guards.decision DESC, guards.entity LIMIT 100;
-- What came of one decision, step after step?
WITH RECURSIVE chain (id) AS (
  SELECT id FROM events_id WHERE decision = (SELECT min(idx) FROM decisions WHERE command = 'SettleRound')
  UNION
  SELECT after.id FROM chain
    JOIN decisions ON decisions.cause = chain.id
    JOIN events_id AS after ON after.decision = decisions.idx
)
SELECT count(*) AS facts FROM chain;
-- One person's way, by the pseudonym that is named most often
SELECT idx, happened_at, says FROM path WHERE pseudonym = (
  SELECT pseudonym FROM named GROUP BY pseudonym ORDER BY count(*) DESC, pseudonym LIMIT 1)
 ORDER BY idx;
