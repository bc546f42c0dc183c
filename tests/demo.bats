#!/usr/bin/env bats
# tests/demo.bats - demo.sh, behind make demo

load common

# demo TREE DIRECTORY: sets $out and $status
demo() {
	status=0
	out=$(timeout -k 1 "$LIMIT" "$ROOT/demo.sh" "$@" 2>&1 </dev/null 3>&-) || status=$?
}

@test "demo: shows the hello and runs the pair of a directory, and leaves nothing" {
	demo "$LAB" fifo
	((status == 0)) || fail "$out"
	[[ $out == *'== fifo/hello_consumer'*'Hello World!'*'== fifo'*'consumer | 한글'*'each pair has delivered its messages' ]] || fail "$out"
	nothing_there
}

@test "demo: what is not delivered, or says nothing, fails" {
	mkdir -p "$T/tree/fifo"
	printf '#!/bin/sh\n' | tee "$T/tree/fifo/"{hello_consumer,hello_producer,producer} >"$T/tree/fifo/consumer"
	chmod +x "$T"/tree/fifo/*
	demo "$T/tree" fifo
	((status == 1)) || fail "status $status" "$out"
	[[ $out == *'demo.sh: failed: fifo/hello_consumer.c fifo/' ]] || fail "$out"
	demo "$LAB" nowhere
	[[ $status == 1 && $out == "demo.sh: no directory 'nowhere'" ]] || fail "$out"
	demo "$LAB" lock
	[[ $status == 1 && $out == "demo.sh: no hello and no pair in 'lock': see lock/README.md" ]] || fail "$out"
}
