#!/usr/bin/env bats
# tests/valgrind.bats - a few pairs under valgrind: no invalid access, nothing leaked
#
# What it finds is told by the status; on stderr it may also grumble about debug
# information that it does not know. mq and signal are not among them: older
# valgrinds do not know pidfd_open(2).

load common

memcheck() {
	local valgrind=(valgrind -q --leak-check=full --errors-for-leak-kinds=definite --error-exitcode=9)

	command -v valgrind >/dev/null || skip 'valgrind is not installed'
	! grep -qE '__(a|t|ub)san_' "$producer" || skip 'built with a sanitizer'
	! grep -q ld-musl "$producer" || skip 'valgrind does not see what this libc allocates'

	start consumer "${valgrind[@]}" "$consumer" </dev/null
	eventually 30 said consumer ': waiting for a producer on ' || fail 'the consumer does not start'
	start producer "${valgrind[@]}" "$producer" < <(printf '%s\n' hello '' && printf '%01000d' 0)
	finish producer 0
	finish consumer 0
	[[ $(<"$D/consumer.out") == $'hello\n\n'$(printf '%01000d' 0) ]]
	nothing_there
}

@test "fifo: valgrind finds nothing"                  { memcheck; }
@test "unix_socket: valgrind finds nothing"           { memcheck; }
@test "unix_socket/seqpacket: valgrind finds nothing" { memcheck; }
@test "unix_socket/datagram: valgrind finds nothing"  { memcheck; }
@test "shm: valgrind finds nothing"                   { memcheck; }
@test "shm/ring: valgrind finds nothing"              { memcheck; }
@test "mmap: valgrind finds nothing"                  { memcheck; }
@test "sysv/msg: valgrind finds nothing"              { memcheck; }
