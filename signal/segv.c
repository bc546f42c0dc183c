/*
 * signal/segv - catch SIGSEGV and SIGFPE, and tell the address and the reason
 *
 *     $ ./signal/segv null
 *     SIGSEGV at 0x0: nothing is mapped there
 *     $ ./signal/segv constant
 *     SIGSEGV at 0x...: it may not be accessed so
 *     $ ./signal/segv divide
 *     SIGFPE at 0x...: integer division by zero
 *
 * The kernel sends these to the process whose own instruction went wrong, with the
 * reason (si_code) and the address. Returning from the handler repeats the
 * instruction, and so the fault: a handler says what it knows and ends the
 * process, or jumps out, as here.
 *
 * See also: signal/stack.c, signal/jump.c, signal/who.c, mmap/protect.c; sigaction(2)
 */
#include <inttypes.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>

#include "../lab/options.h"
#include "../lab/output.h"
#include "inherited.h"

static sigjmp_buf back;
static siginfo_t last;

static void handler(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)context;
	last = *info;
	siglongjmp(back, 1); /* nothing else is interrupted than what we do below */
}

/* The compiler does not see through volatile; the sanitizers shall not stop it before. */
static int *volatile nowhere;
static const int constant = 1;
static volatile int one = 1, zero;

__attribute__((noinline, no_sanitize("undefined"))) static void do_it(const char *what)
{
	if (strcmp(what, "null") == 0)
		*nowhere = 1;
	else if (strcmp(what, "constant") == 0)
		*(volatile int *)&constant = 2;
	else if (strcmp(what, "divide") == 0)
		zero = one / zero; /* (an ARM processor says 0, and sends no signal) */
	else
		lab_wrong_usage("'%s': should be null, constant or divide", what);
	errx(EXIT_FAILURE, "%s: no signal came", what);
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };

	lab_prepare_streams();
	lab_getopt(argc, argv, "", true,
		   "usage: segv [-h] null|constant|divide\nDoes what is forbidden.\n");
	if (argc - optind != 1)
		lab_wrong_usage("one deed at a time");
	let_through(SIGSEGV);
	let_through(SIGFPE);
	sigaction(SIGSEGV, &action, NULL);
	sigaction(SIGFPE, &action, NULL);
	if (sigsetjmp(back, 1) == 0)
		do_it(argv[optind]);
	printf("%s at 0x%" PRIxPTR ": %s\n", last.si_signo == SIGFPE ? "SIGFPE" : "SIGSEGV",
	       (uintptr_t)last.si_addr,
	       last.si_signo == SIGFPE       ? "integer division by zero"
	       : last.si_code == SEGV_MAPERR ? "nothing is mapped there"
					     : "it may not be accessed so");
	return EXIT_SUCCESS;
}
