package docker.scout_test

import data.docker.scout
import rego.v1

# 2026-08-21.
today := 1787270400000000000

image(created) := {"source": {"image": {"config": {"created": created}}}}

test_yesterday_passes if {
	scout.pass with input as image("2026-08-20T12:00:00Z") with time.now_ns as today
}

test_last_year_does_not if {
	count(scout.violation) == 1 with input as image("2025-08-20T12:00:00Z") with time.now_ns as today
}

test_how_old_it_may_be_can_be_said if {
	scout.pass with input as image("2025-08-21T00:00:00Z") with time.now_ns as today with data.config as {"days": 365}
}

test_without_a_time_nothing_is_known if {
	not scout.pass with input as {} with time.now_ns as today
}
