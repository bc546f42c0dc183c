/*
 * signal/stack - give a handler a stack of its own, for when the program's is full
 *
 *     $ ./signal/stack
 *     SIGSEGV: the stack is full
 *     $ ./signal/stack -n; echo "status $?"
 *     status 139
 *
 * A function that calls itself without end fills the stack, and the access beyond it is
 * a SIGSEGV. A handler needs a stack as well, and there is no room for it: the process ends
 * (-n; 128 + 11) unless the handler has a stack of its own: sigaltstack(2), SA_ONSTACK.
 *
 * See also: signal/segv.c, signal/jump.c; sigaltstack(2), sigaction(2), getrlimit(2)
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "../lab/options.h"
#include "../lab/output.h"
#include "inherited.h"

static const char usage[] = "usage: stack [-hn]\n"
			    "Fills its stack; -n: without a stack for the handler.\n";

static sigjmp_buf back;
static volatile unsigned long deepest = ~0UL;

static void handler(int sig)
{
	(void)sig;
	siglongjmp(back, 1); /* nothing else is interrupted than dive() */
}

/* It comes to an end, for all that the compiler knows, so it has to be called. */
__attribute__((noinline)) static unsigned long dive(unsigned long depth)
{
	volatile char frame[1024];

	frame[0] = (char)depth;
	return depth == deepest ? 0 : dive(depth + 1) + (unsigned long)frame[0];
}

int main(int argc, char **argv)
{
	static char room[65536];
	const stack_t stack = { .ss_sp = room, .ss_size = sizeof(room) };
	struct sigaction action = { .sa_handler = handler, .sa_flags = SA_ONSTACK };
	struct rlimit limit;

	lab_prepare_streams();
	while (lab_getopt(argc, argv, "n", false, usage) == 'n')
		action.sa_flags = 0;
	if (sigaltstack(&stack, NULL) == -1)
		err(EXIT_FAILURE, "sigaltstack");
	let_through(SIGSEGV);
	sigaction(SIGSEGV, &action, NULL);
	if (prctl(PR_SET_DUMPABLE, 0) == -1) /* no file "core" */
		err(EXIT_FAILURE, "prctl PR_SET_DUMPABLE");
	if (getrlimit(RLIMIT_STACK, &limit) == -1)
		err(EXIT_FAILURE, "getrlimit RLIMIT_STACK");
	if (limit.rlim_cur > 1 << 20)
		limit.rlim_cur = 1 << 20; /* so that it overflows sooner */
	if (setrlimit(RLIMIT_STACK, &limit) == -1)
		err(EXIT_FAILURE, "setrlimit RLIMIT_STACK");

	if (sigsetjmp(back, 1) == 0)
		dive(0);
	puts("SIGSEGV: the stack is full");
	return EXIT_SUCCESS;
}
