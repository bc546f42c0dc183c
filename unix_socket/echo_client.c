/*
 * unix_socket/echo_client - send words or a file to the echo server, and print what comes back
 *
 *     $ ./unix_socket/echo_server &
 *     echo_server: waiting for a client on /tmp/ipc-lab...echo
 *     $ seq 100000 | ./unix_socket/echo_client | tail -n 1
 *     100000
 *     $ kill $!; wait
 *
 * Sending all first and reading the answer then would not do: the answer fills the
 * buffers on its way back, the server stops reading, and the two wait for each other.
 * So poll(2) tells which of both can go on. At the end of its input the client shuts
 * down its sending side, and still reads the rest: end-of-file says that it was all.
 *
 * See also: unix_socket/echo_server.c, unix_socket/endpoint.h; poll(2), shutdown(2)
 */
#include <poll.h>
#include <sys/socket.h>

#include "../lab/options.h"
#include "../lab/output.h"
#include "endpoint.h"

/* Makes WORDS, each a line, the standard input. */
static void read_words(char **words)
{
	FILE *file = tmpfile();

	if (!file)
		err(EXIT_FAILURE, "tmpfile");
	while (*words)
		fprintf(file, "%s\n", *words++);
	if (fseek(file, 0, SEEK_SET) == -1 || dup2(fileno(file), STDIN_FILENO) == -1)
		err(EXIT_FAILURE, "tmpfile");
}

int main(int argc, char **argv)
{
	char input[8192], echo[8192], *data = input;
	size_t length = 0, sent = 0, received = 0; /* LENGTH bytes of DATA are not yet sent */
	const char *tcp = NULL;
	bool at_end = false;
	ssize_t n;

	lab_prepare_streams();
	while (lab_getopt(argc, argv, "t:", true,
			  "usage: echo_client [-h] [-t HOST:PORT] [WORD...]\nSends each WORD as a "
			  "line, or else its standard input, and prints the echo.\n") != -1)
		tcp = optarg;
	if (argv[optind])
		read_words(argv + optind);
	struct endpoint where = endpoint_of(tcp);
	int fd = socket(where.address.ss_family, SOCK_STREAM, 0);
	if (fd == -1)
		err(EXIT_FAILURE, "socket");
	if (connect(fd, (struct sockaddr *)&where.address, where.length) == -1) {
		if (errno != ECONNREFUSED && errno != ENOENT)
			err(EXIT_FAILURE, "connect %s", where.name);
		errx(EXIT_FAILURE, "no server on %s: start ./unix_socket/echo_server first",
		     where.name);
	}

	for (;;) {
		struct pollfd ready[] = {
			{ .fd = at_end || length > 0 ? -1 : STDIN_FILENO, .events = POLLIN },
			{ .fd = fd, .events = (short)(POLLIN | (length > 0 ? POLLOUT : 0)) },
		};
		if (poll(ready, 2, -1) == -1)
			err(EXIT_FAILURE, "poll %s", where.name);
		if (ready[0].revents) {
			n = read(STDIN_FILENO, data = input, sizeof(input));
			if (n == -1)
				err(EXIT_FAILURE, "read standard input");
			at_end = n == 0;
			length = (size_t)n;
			if (at_end)
				shutdown(fd, SHUT_WR); /* if the server has gone, recv will tell */
		}
		if (ready[1].revents & POLLOUT) {
			n = send(fd, data, length, MSG_NOSIGNAL | MSG_DONTWAIT);
			if (n == -1 && errno != EAGAIN)
				err(EXIT_FAILURE, "send %s", where.name);
			n = n == -1 ? 0 : n;
			data += n;
			length -= (size_t)n;
			sent += (size_t)n;
		}
		if (ready[1].revents & ~POLLOUT) {
			n = recv(fd, echo, sizeof(echo), 0);
			if (n == -1)
				err(EXIT_FAILURE, "recv %s", where.name);
			if (n == 0)
				break;
			received += (size_t)n;
			if (fwrite(echo, 1, (size_t)n, stdout) != (size_t)n)
				lab_fail_output();
		}
	}
	if (!at_end || received != sent)
		errx(EXIT_FAILURE, "recv %s: the server has ended: %zu of %zu bytes came back",
		     where.name, received, sent);
	return EXIT_SUCCESS;
}
