-- The daemon adds to `newest_errors` by itself, once for each answer: a trigger did so once for each
-- row, which took half of the time to store one.
DROP TRIGGER newest_errors_add;
