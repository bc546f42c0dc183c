/*
 * unix_socket/socketpair - a parent asks its child, and hears the answers on the same descriptor
 *
 *     $ ./unix_socket/socketpair hello socket
 *     parent: asks "hello"
 *     child: answers "HELLO"
 *     parent: hears "HELLO"
 *     parent: asks "socket"
 *     child: answers "SOCKET"
 *     parent: hears "SOCKET"
 *     parent: has no more questions
 *     child: end-of-file, its last word is "2 answers"
 *     parent: hears "2 answers"
 *
 * socketpair(2) gives two sockets that are connected to each other, without a
 * name. Each end can be read and written, so that one pair does what would take
 * two pipes. As with a pipe, fork(2) gives the child both, and each side closes the
 * one that it does not use. shutdown(2) ends one direction: the child meets
 * end-of-file, and can still speak.
 *
 * SOCK_SEQPACKET keeps messages apart; with SOCK_STREAM it would be bytes.
 *
 * See also: pipe/hello.c, unix_socket/partial_read.c; socketpair(2), unix(7), shutdown(2)
 */
#include <ctype.h>
#include <sys/socket.h>

#include "../lab/children.h"
#include "../lab/options.h"

enum { ROOM = 256 };

/* Receives a message from FD as a string; false at end-of-file. */
static bool hear(int fd, char text[static ROOM])
{
	const ssize_t n = recv(fd, text, ROOM - 1, 0);

	if (n == -1)
		err(EXIT_FAILURE, "recv socket pair");
	text[n] = '\0';
	return n > 0;
}

/* Sends TEXT through FD, and prints that, as WHAT. */
static void say(int fd, const char *what, const char *text)
{
	printf("%s \"%s\"\n", what, text);
	if (send(fd, text, strlen(text), MSG_NOSIGNAL) == -1)
		err(EXIT_FAILURE, "send socket pair");
}

static void answer_questions(int fd)
{
	char text[ROOM];
	int answers = 0;

	for (; hear(fd, text); answers++) {
		for (char *c = text; *c; c++)
			*c = (char)toupper((unsigned char)*c);
		say(fd, "child: answers", text);
	}
	snprintf(text, ROOM, "%d answers", answers);
	say(fd, "child: end-of-file, its last word is", text);
}

int main(int argc, char **argv)
{
	char text[ROOM];
	int ends[2];

	lab_prepare_streams();
	lab_getopt(argc, argv, "", true,
		   "usage: socketpair [-h] [WORD...]\nA parent asks its child each WORD.\n");
	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) == -1)
		err(EXIT_FAILURE, "socketpair");
	if (lab_fork() == 0) {
		close(ends[0]);
		answer_questions(ends[1]);
		lab_end_child();
	}
	close(ends[1]);

	for (char **word = argv + optind; *word; word++) {
		if (!**word || strlen(*word) >= ROOM) /* an empty one would be end-of-file */
			lab_wrong_usage("WORD '%s': should have 1 to %d bytes", *word, ROOM - 1);
		say(ends[0], "parent: asks", *word);
		if (!hear(ends[0], text))
			errx(EXIT_FAILURE, "recv socket pair: the child has died");
		printf("parent: hears \"%s\"\n", text);
	}
	puts("parent: has no more questions");
	shutdown(ends[0], SHUT_WR); /* our own socket, which is connected: it cannot fail */
	if (hear(ends[0], text))
		printf("parent: hears \"%s\"\n", text);
	return lab_wait_for_children();
}
