-- Version 2: the growth law beside each run, and the regime that the run shows.
ALTER TABLE runs ADD COLUMN predicted_log_time DOUBLE;
ALTER TABLE runs ADD COLUMN log_time_residual DOUBLE;
ALTER TABLE runs ADD COLUMN seen_regime VARCHAR;
ALTER TABLE runs ADD COLUMN rate_law VARCHAR;
ALTER TABLE runs ADD COLUMN rate_exponent DOUBLE;
ALTER TABLE runs ADD COLUMN rate_low DOUBLE;
ALTER TABLE runs ADD COLUMN rate_high DOUBLE;
ALTER TABLE runs ADD COLUMN rate_predicted DOUBLE;
