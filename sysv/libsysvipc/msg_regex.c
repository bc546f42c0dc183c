/*
 * sysv/libsysvipc/msg_regex - a server that answers which of its lines match a regular expression
 *
 *     $ ./sysv/libsysvipc/msg_regex one two three four &
 *     msg_regex: waiting for a client on /tmp/ipc-lab.1000/sysv_regex (SysV key 0x...)
 *     $ ./sysv/libsysvipc/msg_regex_client 'o.*' '^t'
 *     one
 *     two
 *     four
 *     two
 *     three
 *     $ ./sysv/libsysvipc/msg_regex_client '('
 *     msg_regex_client: regular expression '(': ...
 *     $ kill $!; wait $! 2>/dev/null
 *
 * One server, many clients, two queues. A request carries the client's process ID;
 * the answer has that as its type, and each client receives only its own type.
 *
 * The server must not wait for a client: it may be dead. Each client asks for one
 * line after the other, so one answer of each is in the queue at most. If the queue
 * is full all the same, those of dead clients are thrown away; and a client that does not
 * take its answers, and so leaves no room, gets no more.
 *
 * It is written on libsysvipc: sysvipc_msg_send() and sysvipc_msg_receive() are
 * msgsnd(2) and msgrcv(2), with a limit where one is given.
 *
 * See also: sysv/libsysvipc/msg_regex_client.c, sysv/libsysvipc/msg_regex.h, sysv/msg_types.c, fifo/server.c; regcomp(3),
 * regex(7), msgop(2)
 */
#define _GNU_SOURCE
#include <regex.h>
#include <signal.h>
#include <sys/ipc.h>
#include <sys/stat.h>
#include <sys/time.h>

#include "../../lab/clock.h"
#include "../../lab/names.h"
#include "../../lab/options.h"
#include "../../lab/output.h"
#include "../../lab/stop.h"
#include "msg_regex.h"

static const char usage[] = "usage: msg_regex [-h] [LINE...]\n"
			    "Answers which LINEs match a regular expression, until stopped.\n";

static const char *path;
static int requests = -1, answers = -1;
static volatile sig_atomic_t stopped;

static void stop(int sig)
{
	if (sig != SIGALRM) /* the timer's only interrupts msgrcv */
		stopped = sig;
}

static void remove_all(void)
{
	sysvipc_msg_remove(requests);
	sysvipc_msg_remove(answers);
	unlink(path);
	lab_leave();
}

/* Makes the file of the keys, and locks it until our end. */
static void become_server(void)
{
	struct flock whole = { .l_type = F_WRLCK };
	struct stat st;
	const int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd == -1)
		err(EXIT_FAILURE, "open %s", path);
	if (fcntl(fd, F_OFD_SETLK, &whole) == -1)
		errx(EXIT_FAILURE, "fcntl %s: another server has it", path);
	if (fstat(fd, &st) == -1)
		err(EXIT_FAILURE, "fstat %s", path);
	if (st.st_nlink == 0) { /* the one before us has removed it just now: make another */
		close(fd);
		become_server();
	}
}

/* Returns a new queue under the key made of the file and LETTER. */
static int make_queue(int letter)
{
	const key_t key = sysvipc_key(path, letter);

	sysvipc_msg_remove(sysvipc_msg_find(key)); /* a killed server's: the file was not locked */
	const int queue = sysvipc_msg_get(key, 0600);
	if (queue == -1)
		err(EXIT_FAILURE, "msgget %s", path);
	return queue;
}

/* Throws away the answers to clients that have died. */
static void forget_the_dead(void)
{
	struct sysvipc_msg_info info = { .messages = 0 };
	struct answer answer;
	long client;

	sysvipc_msg_info(answers, &info);
	for (unsigned long i = 0; i < info.messages; i++)
		if (sysvipc_msg_receive(answers, 0, &client, &answer, sizeof(answer), 0,
					SYSVIPC_NOW) != -1 &&
		    kill((pid_t)client, 0) == 0)
			sysvipc_msg_send(answers, client, &answer, sizeof(answer), SYSVIPC_NOW);
}

static void send_answer(pid_t client, const struct answer *answer)
{
	if (sysvipc_msg_send(answers, client, answer, sizeof(*answer), SYSVIPC_NOW) == 0)
		return;
	forget_the_dead();
	/* Shorter than the timer's interval: so that interrupts it once, and the second try ends. */
	while (sysvipc_msg_send(answers, client, answer, sizeof(*answer), LAB_PATIENCE / 2) == -1)
		if (errno != EINTR || stopped) {
			warn("msgsnd to client %ld", (long)client);
			return;
		}
}

/* Finds the first of LINES, from the one asked for, that matches. */
static struct answer find(const struct request *request, char **lines, size_t count)
{
	struct answer answer = { .what = NO_MORE };
	regex_t regex;
	const int error = regcomp(&regex, request->pattern, REG_EXTENDED | REG_NOSUB);

	if (error) {
		answer.what = BAD_PATTERN;
		regerror(error, &regex, answer.text, sizeof(answer.text));
		return answer;
	}
	for (size_t i = request->line; i < count && answer.what == NO_MORE; i++)
		if (regexec(&regex, lines[i], 0, NULL, 0) == 0) {
			answer.what = MATCH;
			answer.line = i;
			snprintf(answer.text, sizeof(answer.text), "%s", lines[i]);
		}
	regfree(&regex);
	return answer;
}

int main(int argc, char **argv)
{
	const struct itimerval patience = { { 0, LAB_PATIENCE * 1000 },
					    { 0, LAB_PATIENCE * 1000 } };
	struct request request;

	lab_prepare_streams();
	signal(SIGPIPE, SIG_IGN);
	lab_getopt(argc, argv, "", true, usage);
	char **lines = argv + optind;
	const size_t count = (size_t)(argc - optind);
	for (size_t i = 0; i < count; i++)
		if (strlen(lines[i]) > TEXT_MAX)
			errx(EXIT_FAILURE, "line of %zu bytes, but an answer takes %d",
			     strlen(lines[i]), TEXT_MAX);
	lab_hold_stop();
	path = lab_path("sysv_regex");
	lab_on_stop(stop);
	become_server();
	atexit(remove_all);
	answers = make_queue(ANSWERS);
	requests = make_queue(REQUESTS); /* a client that finds this one finds both */

	/* A signal to stop may come just before msgrcv, and interrupt nothing: the timer's does. */
	if (signal(SIGALRM, stop) == SIG_ERR || setitimer(ITIMER_REAL, &patience, NULL) == -1)
		err(EXIT_FAILURE, "setitimer");
	warnx("waiting for a client on %s (SysV key 0x%08x)", path, sysvipc_key(path, REQUESTS));
	while (!stopped) {
		if (sysvipc_msg_receive(requests, 1, NULL, &request, sizeof(request), 0,
					SYSVIPC_FOREVER) == -1) {
			if (errno != EINTR)
				err(EXIT_FAILURE, "msgrcv %s", path);
			continue;
		}
		request.pattern[PATTERN_MAX] = '\0'; /* whatever the client has sent */
		const struct answer answer = find(&request, lines, count);
		send_answer(request.client, &answer);
	}
	remove_all();
	lab_end_by(stopped);
}
