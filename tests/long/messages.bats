#!/usr/bin/env bats
# tests/long/messages.bats - so many messages that it takes the processor a while: a million, where a
# mechanism is quick enough, arrive whole, in order, once
#
# The clause "many" of tests/pairs.bats, ten times as many. make check-long runs what is in this directory.

load ../common
load ../pairs

@test "pipe: a great many messages"                  { many 1000000; }
@test "fifo: a great many messages"                  { many 1000000; }
@test "unix_socket: a great many messages"           { many 1000000; }
@test "unix_socket/seqpacket: a great many messages" { many 100000; }
@test "unix_socket/datagram: a great many messages"  { many 100000; }
@test "mq: a great many messages"                    { many 100000; }
@test "shm: a great many messages"                   { many 1000000; }
@test "shm/ring: a great many messages"              { many 1000000; }
@test "sem: a great many messages"                   { many 1000000; }
@test "signal: a great many messages"                { many 2000; }
@test "mmap: a great many messages"                  { many 1000000; }
@test "mmap/file: a great many messages"             { many 100000; }
@test "sysv/msg: a great many messages"              { many 100000; }
@test "sysv/shm: a great many messages"              { many 1000000; }

@test "the rows are complete" {
	local rows

	rows=$(<"$BATS_TEST_FILENAME")
	all_pairs >"$T/pairs"
	while read -r pair; do
		[[ $rows == *"@test \"$pair: a great many messages\""* ]] || fail "no row for $pair"
	done <"$T/pairs"
}
