/*
 * signal/segv - catch SIGSEGV and SIGFPE, and tell the address and the reason
 *
 *     $ ./signal/segv null
 *     SIGSEGV at 0x0: nothing is mapped there
 *     $ ./signal/segv constant
 *     SIGSEGV at 0x...: it may not be accessed so
 *     $ ./signal/segv stack
 *     SIGSEGV at 0x...: nothing is mapped there
 *     $ ./signal/segv -n stack; echo "status $?"
 *     status 139
 *     $ ./signal/segv divide
 *     SIGFPE at 0x...: integer division by zero
 *
 * The kernel sends these to the process whose own instruction went wrong, with the
 * reason (si_code) and the address. Returning from the handler repeats the
 * instruction, and so the fault: a handler says what it knows and ends the
 * process, or jumps out, as here. When the stack is full there is no room for a
 * handler either, and the process ends (-n; 128 + 11) unless the handler has a
 * stack of its own: sigaltstack(2), SA_ONSTACK.
 *
 * See also: signal/jump.c, signal/who.c, mmap/protect.c; sigaltstack(2), sigaction(2)
 */
#define _GNU_SOURCE
#include <inttypes.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <sys/resource.h>

#include "../lab/options.h"
#include "../lab/output.h"
#include "signal_names.h"

static const char usage[] = "usage: segv [-hn] null|constant|stack|divide\n"
			    "Does what is forbidden; -n: without a stack for the handler.\n";

static sigjmp_buf back;
static siginfo_t last;

static void handler(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)context;
	last = *info;
	siglongjmp(back, 1); /* nothing else is interrupted than what we do below */
}

static int *volatile nowhere;
static const int constant = 1;
static volatile int one = 1, zero;
static volatile unsigned long deepest = ~0UL;

/* The compiler does not see through volatile; the sanitizers shall not stop it before. */
#define FORBIDDEN __attribute__((noinline, no_sanitize("undefined")))

FORBIDDEN static unsigned long dive(unsigned long depth)
{
	volatile char frame[1024];

	frame[0] = (char)depth;
	return depth == deepest ? 0 : dive(depth + 1) + (unsigned long)frame[0];
}

FORBIDDEN static void do_it(const char *what)
{
	if (strcmp(what, "null") == 0)
		*nowhere = 1;
	else if (strcmp(what, "constant") == 0)
		*(volatile int *)&constant = 2;
	else if (strcmp(what, "stack") == 0)
		dive(0);
	else if (strcmp(what, "divide") == 0)
		zero = one / zero; /* (an ARM processor says 0, and sends no signal) */
	else
		lab_wrong_usage("'%s': should be null, constant, stack or divide", what);
	errx(EXIT_FAILURE, "%s: no signal came", what);
}

int main(int argc, char **argv)
{
	static char room[65536];
	const stack_t stack = { .ss_sp = room, .ss_size = sizeof(room) };
	const struct rlimit no_core = { 0 };
	struct rlimit small;
	struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_ONSTACK };

	lab_prepare_streams();
	while (lab_getopt(argc, argv, "n", true, usage) == 'n')
		action.sa_flags = SA_SIGINFO;
	if (argc - optind != 1)
		lab_wrong_usage("one deed at a time");
	if (sigaltstack(&stack, NULL) == -1)
		err(EXIT_FAILURE, "sigaltstack");
	sigaction(SIGSEGV, &action, NULL);
	sigaction(SIGFPE, &action, NULL);
	if (setrlimit(RLIMIT_CORE, &no_core) == -1)
		err(EXIT_FAILURE, "setrlimit RLIMIT_CORE");
	if (getrlimit(RLIMIT_STACK, &small) == -1)
		err(EXIT_FAILURE, "getrlimit RLIMIT_STACK");
	if (small.rlim_cur > 1 << 20)
		small.rlim_cur = 1 << 20; /* full the sooner */
	if (setrlimit(RLIMIT_STACK, &small) == -1)
		err(EXIT_FAILURE, "setrlimit RLIMIT_STACK");

	if (sigsetjmp(back, 1) == 0)
		do_it(argv[optind]);
	printf("%s at 0x%" PRIxPTR ": %s\n", signal_name(last.si_signo), (uintptr_t)last.si_addr,
	       last.si_signo == SIGFPE       ? "integer division by zero"
	       : last.si_code == SEGV_MAPERR ? "nothing is mapped there"
					     : "it may not be accessed so");
	return EXIT_SUCCESS;
}
