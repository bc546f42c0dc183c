#!/usr/bin/env bats
# tests/pairs.bats - one contract for all pairs: every pair times every clause
#
# A row's name begins with the pair that it is about. What a clause asks for is in
# pairs.bash, in the function that the row calls.

load common
load pairs

@test "pipe: messages arrive whole, in order, once"                  { whole; }
@test "fifo: messages arrive whole, in order, once"                  { whole; }
@test "unix_socket: messages arrive whole, in order, once"           { whole; }
@test "unix_socket/seqpacket: messages arrive whole, in order, once" { whole; }
@test "unix_socket/datagram: messages arrive whole, in order, once"  { whole; }
@test "mq: messages arrive whole, in order, once"                    { whole; }
@test "shm: messages arrive whole, in order, once"                   { whole; }
@test "shm/ring: messages arrive whole, in order, once"              { whole; }
@test "sem: messages arrive whole, in order, once"                   { whole; }
@test "signal: messages arrive whole, in order, once"                { whole; }
@test "mmap: messages arrive whole, in order, once"                  { whole; }
@test "mmap/file: messages arrive whole, in order, once"             { whole; }
@test "sysv/msg: messages arrive whole, in order, once"              { whole; }
@test "sysv/shm: messages arrive whole, in order, once"              { whole; }

@test "pipe: many messages"                  { many 100000; }
@test "fifo: many messages"                  { many 100000; }
@test "unix_socket: many messages"           { many 100000; }
@test "unix_socket/seqpacket: many messages" { many 10000; }
@test "unix_socket/datagram: many messages"  { many 10000; }
@test "mq: many messages"                    { many 10000; }
@test "shm: many messages"                   { many 100000; }
@test "shm/ring: many messages"              { many 100000; }
@test "sem: many messages"                   { many 100000; }
@test "signal: many messages"                { many 200; }
@test "mmap: many messages"                  { many 100000; }
@test "mmap/file: many messages"             { many 10000; }
@test "sysv/msg: many messages"              { many 10000; }
@test "sysv/shm: many messages"              { many 100000; }

@test "pipe: a message is as long as it likes"                           { no_limit; }
@test "fifo: a message is as long as it likes"                           { no_limit; }
@test "unix_socket: a message is as long as it likes"                    { no_limit; }
@test "unix_socket/seqpacket: a message of the limit, and one byte more" { limit; }
@test "unix_socket/datagram: a message of the limit, and one byte more"  { limit; }
@test "mq: a message of the limit, and one byte more"                    { limit; }
@test "shm: a message of the limit, and one byte more"                   { limit; }
@test "shm/ring: a message of the limit, and one byte more"              { limit; }
@test "sem: a message of the limit, and one byte more"                   { limit; }
@test "signal: a message of the limit, and one byte more"                { limit; }
@test "mmap: a message of the limit, and one byte more"                  { limit; }
@test "mmap/file: a message of the limit, and one byte more"             { limit; }
@test "sysv/msg: a message of the limit, and one byte more"              { limit; }
@test "sysv/shm: a message of the limit, and one byte more"              { limit; }

@test "pipe: the producer's end ends the consumer"                  { end; }
@test "fifo: the producer's end ends the consumer"                  { end; }
@test "unix_socket: the producer's end ends the consumer"           { end; }
@test "unix_socket/seqpacket: the producer's end ends the consumer" { end; }
@test "unix_socket/datagram: the producer's end ends the consumer"  { end; }
@test "mq: the producer's end ends the consumer"                    { end; }
@test "shm: the producer's end ends the consumer"                   { end; }
@test "shm/ring: the producer's end ends the consumer"              { end; }
@test "sem: the producer's end ends the consumer"                   { end; }
@test "signal: the producer's end ends the consumer"                { end; }
@test "mmap: the producer's end ends the consumer"                  { end; }
@test "mmap/file: the producer's end ends the consumer"             { end; }
@test "sysv/msg: the producer's end ends the consumer"              { end; }
@test "sysv/shm: the producer's end ends the consumer"              { end; }

@test "pipe: without a partner"                  { alone; }
@test "fifo: without a partner"                  { alone; }
@test "unix_socket: without a partner"           { alone; }
@test "unix_socket/seqpacket: without a partner" { alone; }
@test "unix_socket/datagram: without a partner"  { alone; }
@test "mq: without a partner"                    { alone; }
@test "shm: without a partner"                   { alone; }
@test "shm/ring: without a partner"              { alone; }
@test "sem: without a partner"                   { alone; }
@test "signal: without a partner"                { alone; }
@test "mmap: without a partner"                  { alone; }
@test "mmap/file: without a partner"             { alone; }
@test "sysv/msg: without a partner"              { alone; }
@test "sysv/shm: without a partner"              { alone; }

@test "pipe: a killed producer is noticed"                  { killed_producer; }
@test "fifo: a killed producer is noticed"                  { killed_producer; }
@test "unix_socket: a killed producer is noticed"           { killed_producer; }
@test "unix_socket/seqpacket: a killed producer is noticed" { killed_producer; }
@test "unix_socket/datagram: a killed producer is noticed"  { killed_producer; }
@test "mq: a killed producer is noticed"                    { killed_producer; }
@test "shm: a killed producer is noticed"                   { killed_producer; }
@test "shm/ring: a killed producer is noticed"              { killed_producer; }
@test "sem: a killed producer is noticed"                   { killed_producer; }
@test "signal: a killed producer is noticed"                { killed_producer; }
@test "mmap: a killed producer is noticed"                  { killed_producer; }
@test "mmap/file: a killed producer is noticed"             { killed_producer; }
@test "sysv/msg: a killed producer is noticed"              { killed_producer; }
@test "sysv/shm: a killed producer is noticed"              { killed_producer; }

@test "pipe: a killed consumer is noticed"                  { killed_consumer; }
@test "fifo: a killed consumer is noticed"                  { killed_consumer; }
@test "unix_socket: a killed consumer is noticed"           { killed_consumer; }
@test "unix_socket/seqpacket: a killed consumer is noticed" { killed_consumer; }
@test "unix_socket/datagram: a killed consumer is noticed"  { killed_consumer; }
@test "mq: a killed consumer is noticed"                    { killed_consumer; }
@test "shm: a killed consumer is noticed"                   { killed_consumer; }
@test "shm/ring: a killed consumer is noticed"              { killed_consumer; }
@test "sem: a killed consumer is noticed"                   { killed_consumer; }
@test "signal: a killed consumer is noticed"                { killed_consumer; }
@test "mmap: a killed consumer is noticed"                  { killed_consumer; }
@test "mmap/file: a killed consumer is noticed"             { killed_consumer; }
@test "sysv/msg: a killed consumer is noticed"              { killed_consumer; }
@test "sysv/shm: a killed consumer is noticed"              { killed_consumer; }

@test "pipe: SIGINT, SIGTERM and SIGHUP leave nothing behind"                  { signals; }
@test "fifo: SIGINT, SIGTERM and SIGHUP leave nothing behind"                  { signals; }
@test "unix_socket: SIGINT, SIGTERM and SIGHUP leave nothing behind"           { signals; }
@test "unix_socket/seqpacket: SIGINT, SIGTERM and SIGHUP leave nothing behind" { signals; }
@test "unix_socket/datagram: SIGINT, SIGTERM and SIGHUP leave nothing behind"  { signals; }
@test "mq: SIGINT, SIGTERM and SIGHUP leave nothing behind"                    { signals; }
@test "shm: SIGINT, SIGTERM and SIGHUP leave nothing behind"                   { signals; }
@test "shm/ring: SIGINT, SIGTERM and SIGHUP leave nothing behind"              { signals; }
@test "sem: SIGINT, SIGTERM and SIGHUP leave nothing behind"                   { signals; }
@test "signal: SIGINT, SIGTERM and SIGHUP leave nothing behind"                { signals; }
@test "mmap: SIGINT, SIGTERM and SIGHUP leave nothing behind"                  { signals; }
@test "mmap/file: SIGINT, SIGTERM and SIGHUP leave nothing behind"             { signals; }
@test "sysv/msg: SIGINT, SIGTERM and SIGHUP leave nothing behind"              { signals; }
@test "sysv/shm: SIGINT, SIGTERM and SIGHUP leave nothing behind"              { signals; }

@test "pipe: two words, two runs; a second consumer is refused"                  { apart; }
@test "fifo: two words, two runs; a second consumer is refused"                  { apart; }
@test "unix_socket: two words, two runs; a second consumer is refused"           { apart; }
@test "unix_socket/seqpacket: two words, two runs; a second consumer is refused" { apart; }
@test "unix_socket/datagram: two words, two runs; a second consumer is refused"  { apart; }
@test "mq: two words, two runs; a second consumer is refused"                    { apart; }
@test "shm: two words, two runs; a second consumer is refused"                   { apart; }
@test "shm/ring: two words, two runs; a second consumer is refused"              { apart; }
@test "sem: two words, two runs; a second consumer is refused"                   { apart; }
@test "signal: two words, two runs; a second consumer is refused"                { apart; }
@test "mmap: two words, two runs; a second consumer is refused"                  { apart; }
@test "mmap/file: two words, two runs; a second consumer is refused"             { apart; }
@test "sysv/msg: two words, two runs; a second consumer is refused"              { apart; }
@test "sysv/shm: two words, two runs; a second consumer is refused"              { apart; }

@test "pipe: again and again"                  { again; }
@test "fifo: again and again"                  { again; }
@test "unix_socket: again and again"           { again; }
@test "unix_socket/seqpacket: again and again" { again; }
@test "unix_socket/datagram: again and again"  { again; }
@test "mq: again and again"                    { again; }
@test "shm: again and again"                   { again; }
@test "shm/ring: again and again"              { again; }
@test "sem: again and again"                   { again; }
@test "signal: again and again"                { again; }
@test "mmap: again and again"                  { again; }
@test "mmap/file: again and again"             { again; }
@test "sysv/msg: again and again"              { again; }
@test "sysv/shm: again and again"              { again; }

@test "pipe: is the user's alone"                  { private; }
@test "fifo: is the user's alone"                  { private; }
@test "unix_socket: is the user's alone"           { private; }
@test "unix_socket/seqpacket: is the user's alone" { private; }
@test "unix_socket/datagram: is the user's alone"  { private; }
@test "mq: is the user's alone"                    { private; }
@test "shm: is the user's alone"                   { private; }
@test "shm/ring: is the user's alone"              { private; }
@test "sem: is the user's alone"                   { private; }
@test "signal: is the user's alone"                { private; }
@test "mmap: is the user's alone"                  { private; }
@test "mmap/file: is the user's alone"             { private; }
@test "sysv/msg: is the user's alone"              { private; }
@test "sysv/shm: is the user's alone"              { private; }

@test "pipe: bad input is refused"                  { refused; }
@test "fifo: bad input is refused"                  { refused; }
@test "unix_socket: bad input is refused"           { refused; }
@test "unix_socket/seqpacket: bad input is refused" { refused; }
@test "unix_socket/datagram: bad input is refused"  { refused; }
@test "mq: bad input is refused"                    { refused; }
@test "shm: bad input is refused"                   { refused; }
@test "shm/ring: bad input is refused"              { refused; }
@test "sem: bad input is refused"                   { refused; }
@test "signal: bad input is refused"                { refused; }
@test "mmap: bad input is refused"                  { refused; }
@test "mmap/file: bad input is refused"             { refused; }
@test "sysv/msg: bad input is refused"              { refused; }
@test "sysv/shm: bad input is refused"              { refused; }

@test "the table is complete" {
	local clauses='whole many (no_)?limit end alone killed_producer killed_consumer signals apart
		again private refused'
	local clause count

	all_pairs >"$T/pairs"
	[[ $(wc -l <"$T/pairs") -ge 13 ]]
	while read -r pair; do
		for clause in $clauses; do
			count=$(grep -cE "^@test \"$pair: [^\"]*\" +\{ $clause( [0-9]+)?; \}$" \
				"$BATS_TEST_FILENAME") || :
			[[ $count == 1 ]] || fail "$pair: $count rows for the clause $clause"
		done
	done <"$T/pairs"
	# and each row is about a pair that there is
	[[ $(grep -c '^@test ".*: ' "$BATS_TEST_FILENAME") == $(($(wc -l <"$T/pairs") * $(wc -w <<<"$clauses"))) ]]
}
