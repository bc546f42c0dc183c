#!/usr/bin/env bats
# tests/fifo.bats - what is peculiar to the FIFO

load common

@test "fifo: a producer that waits for a consumer leaves nothing when it is stopped" {
	for signal in INT TERM HUP; do
		run_of "$signal"
		start_producer hello </dev/null
		eventually 5 said producer 'producer: waiting for a consumer on /'
		tell "$signal" producer
		finish_soon producer "$((128 + $(kill -l "$signal")))"
		lines producer 0
		nothing_there
	done
}
