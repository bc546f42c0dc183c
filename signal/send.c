/*
 * signal/send - send a signal by name to processes and to groups of processes
 *
 *     $ ./signal/catch 2>/dev/null &
 *     $ ./signal/send 0 $!
 *     process ... exists, and may be sent a signal
 *     $ ./signal/send TERM $!; wait $! 2>/dev/null; echo "status $?"
 *     SIGTERM sent to process ...
 *     status 143
 *     $ ./signal/send TERM $!
 *     send: kill ...: No such process
 *
 * kill(2) does not kill, it sends; what happens then is the receiver's affair,
 * but for SIGKILL and SIGSTOP. A negative number means all processes of the
 * group. Signal 0 sends nothing and only checks: does the process exist, and
 * may this user signal it (EPERM)? With -q a number travels along, which only
 * one process can get, not a group.
 *
 * See also: signal/who.c, signal/default_actions.c; kill(1), kill(2), sigqueue(3)
 */
#include <limits.h>
#include <signal.h>

#include "../lab/options.h"
#include "../lab/output.h"
#include "signal_numbers.h"

static const char usage[] = "usage: send [-h] [-q VALUE] SIGNAL PROCESS|-GROUP...\n"
			    "Sends SIGNAL (TERM, SIGTERM, 15, RTMIN+1; 0 only checks).\n";

int main(int argc, char **argv)
{
	int result = EXIT_SUCCESS;
	union sigval value = { 0 };
	bool queued = false;

	lab_prepare_streams();
	while (lab_getopt(argc, argv, "q:", true, usage) == 'q') {
		value.sival_int = (int)lab_number(optarg, INT_MIN, INT_MAX, "value");
		queued = true;
	}
	if (argc - optind < 2)
		lab_wrong_usage("a signal and a process are needed");
	const int sig = signal_number(argv[optind]);
	if (sig == -1)
		lab_wrong_usage("signal '%s': no such name or number", argv[optind]);

	for (char **operand = argv + optind + 1; *operand; operand++) {
		const pid_t pid = (pid_t)lab_number(*operand, -INT_MAX, INT_MAX, "process");
		if (pid == 0 || pid == -1)
			lab_wrong_usage("process '%s': would be %s: name the one", *operand,
					pid ? "every process there is" : "the sender's own group");
		if (queued && pid < 0)
			lab_wrong_usage("process '%s': a value goes to one process only", *operand);

		if ((queued ? sigqueue(pid, sig, value) : kill(pid, sig)) == -1) {
			warn("%s %ld", queued ? "sigqueue" : "kill", (long)pid);
			result = EXIT_FAILURE;
			continue;
		}
		const char *const kind = pid < 0 ? "group" : "process";
		const long number = labs((long)pid);
		if (sig == 0)
			printf("%s %ld exists, and may be sent a signal\n", kind, number);
		else
			printf("%s sent to %s %ld\n", signal_name(sig), kind, number);
	}
	return result;
}
