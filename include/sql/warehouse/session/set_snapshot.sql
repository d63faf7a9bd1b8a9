-- For the current transaction: all its statements see the same moment.
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY
