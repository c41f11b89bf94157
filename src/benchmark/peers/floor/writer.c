/*
 * The floor: what a fan-out costs if it is nothing but write(2). One thread, one epoll, and for each delivery one
 * write(2) of bytes that were built once per event. No journal, no ids, no heartbeats, no batching.
 *
 *   GET  /sse?topic=T   the events of T as text/event-stream
 *   GET  /ws?topic=T    the same as WebSocket text frames
 *   POST /pub?topic=T   the body (Content-Length, one line of text) goes to all subscribers of T; 204 after the writes
 *
 * cc -O2 -o writer writer.c && ./writer PORT        prints "ready" when it listens
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { INPUT_MAX = 16 * 1024, BODY_MAX = 8 * 1024, BUCKETS = 1 << 14, EVENTS = 512 };

enum protocol { SSE, WEBSOCKET, PROTOCOLS };

typedef struct connection {
    int fd;
    int waiting;            /* for EPOLLOUT */
    int dead;               /* shut down; closed when epoll says so */
    char *input;            /* a request that is not complete yet */
    size_t input_length;
    char *pending;          /* what the socket would not take: [pending_from, pending_to) */
    size_t pending_from, pending_to, pending_size;
    struct topic *topic;    /* once it is a subscriber */
    enum protocol protocol;
    size_t index;           /* in topic->subscribers[protocol] */
} connection;

typedef struct topic {
    struct topic *next;
    connection **subscribers[PROTOCOLS];
    size_t count[PROTOCOLS], size[PROTOCOLS];
    char name[];
} topic;

static int poller;
static topic *topics[BUCKETS];

static void *allocated(void *memory) {
    if (!memory) {
        perror("memory");
        exit(1);
    }
    return memory;
}

/* ---- topics ---- */

static topic *topic_of(const char *name) {
    uint32_t hash = 2166136261u;
    for (const char *c = name; *c; c++) hash = (hash ^ (unsigned char) *c) * 16777619u;
    topic **bucket = &topics[hash % BUCKETS];
    for (topic *t = *bucket; t; t = t->next) {
        if (!strcmp(t->name, name)) return t;
    }
    topic *t = allocated(calloc(1, sizeof *t + strlen(name) + 1));
    strcpy(t->name, name);
    t->next = *bucket;
    return *bucket = t;
}

static void subscribe(connection *c, topic *t, enum protocol p) {
    if (t->count[p] == t->size[p]) {
        t->size[p] = t->size[p] ? 2 * t->size[p] : 4;
        t->subscribers[p] = allocated(realloc(t->subscribers[p], t->size[p] * sizeof *t->subscribers[p]));
    }
    c->topic = t;
    c->protocol = p;
    c->index = t->count[p];
    t->subscribers[p][t->count[p]++] = c;
}

static void unsubscribe(connection *c) {
    topic *t = c->topic;
    if (!t) return;
    connection *last = t->subscribers[c->protocol][--t->count[c->protocol]];
    t->subscribers[c->protocol][c->index] = last;
    last->index = c->index;
    c->topic = NULL;
}

/* ---- connections ---- */

static void wait_for(connection *c, int operation, int writable) {
    struct epoll_event interest = {.events = EPOLLIN | (writable ? EPOLLOUT : 0), .data.ptr = c};
    c->waiting = writable;
    if (epoll_ctl(poller, operation, c->fd, &interest)) {
        perror("epoll_ctl");
        exit(1);
    }
}

/* May be called while subscribers are walked through, so it frees nothing: epoll reports the end, and close follows. */
static void end(connection *c) {
    c->dead = 1;
    shutdown(c->fd, SHUT_RDWR);
}

static void destroy(connection *c) {
    unsubscribe(c);
    close(c->fd);
    free(c->input);
    free(c->pending);
    free(c);
}

static void keep(connection *c, const char *bytes, size_t length) {
    if (c->pending_to + length > c->pending_size) {
        memmove(c->pending, c->pending + c->pending_from, c->pending_to - c->pending_from);
        c->pending_to -= c->pending_from;
        c->pending_from = 0;
    }
    if (c->pending_to + length > c->pending_size) {
        c->pending_size = 2 * (c->pending_to + length);
        c->pending = allocated(realloc(c->pending, c->pending_size));
    }
    memcpy(c->pending + c->pending_to, bytes, length);
    c->pending_to += length;
    if (!c->waiting) wait_for(c, EPOLL_CTL_MOD, 1);
}

static void deliver(connection *c, const char *bytes, size_t length) {
    if (c->dead) return;
    ssize_t written = 0;
    if (!c->waiting) {
        written = write(c->fd, bytes, length);
        if (written == (ssize_t) length) return;
        if (written < 0) {
            if (errno != EAGAIN) {
                end(c);
                return;
            }
            written = 0;
        }
    }
    keep(c, bytes + written, length - written);
}

static void deliver_pending(connection *c) {
    ssize_t written = write(c->fd, c->pending + c->pending_from, c->pending_to - c->pending_from);
    if (written < 0) {
        if (errno != EAGAIN) end(c);
        return;
    }
    c->pending_from += written;
    if (c->pending_from == c->pending_to) {
        c->pending_from = c->pending_to = 0;
        wait_for(c, EPOLL_CTL_MOD, 0);
    }
}

static void answer(connection *c, const char *text) {
    deliver(c, text, strlen(text));
}

/* ---- the WebSocket handshake (RFC 6455, 4.2.2): base64(SHA-1(key + GUID)) ---- */

static uint32_t rotate(uint32_t x, int n) {
    return x << n | x >> (32 - n);
}

/* For up to 119 bytes, which is two blocks. */
static void sha1(const char *message, size_t length, uint8_t digest[20]) {
    uint32_t h[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
    uint8_t blocks[128] = {0};
    size_t total = length < 56 ? 64 : 128;
    memcpy(blocks, message, length);
    blocks[length] = 0x80;
    blocks[total - 2] = length * 8 >> 8;
    blocks[total - 1] = length * 8;
    for (uint8_t *block = blocks; block < blocks + total; block += 64) {
        uint32_t w[80], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
        for (int i = 0; i < 16; i++) {
            w[i] = (uint32_t) block[4 * i] << 24 | block[4 * i + 1] << 16 | block[4 * i + 2] << 8 | block[4 * i + 3];
        }
        for (int i = 16; i < 80; i++) w[i] = rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
        for (int i = 0; i < 80; i++) {
            uint32_t f = i < 20 ? ((b & c) | (~b & d)) + 0x5A827999
                    : i < 40 ? (b ^ c ^ d) + 0x6ED9EBA1
                    : i < 60 ? ((b & c) | (b & d) | (c & d)) + 0x8F1BBCDC
                    : (b ^ c ^ d) + 0xCA62C1D6;
            uint32_t next = rotate(a, 5) + f + e + w[i];
            e = d, d = c, c = rotate(b, 30), b = a, a = next;
        }
        h[0] += a, h[1] += b, h[2] += c, h[3] += d, h[4] += e;
    }
    for (int i = 0; i < 20; i++) digest[i] = h[i / 4] >> (24 - 8 * (i % 4));
}

static void base64(const uint8_t digest[20], char text[29]) {
    static const char ALPHABET[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint8_t padded[21] = {0};
    memcpy(padded, digest, 20);
    for (int i = 0; i < 28; i++) {
        uint32_t three = padded[i / 4 * 3] << 16 | padded[i / 4 * 3 + 1] << 8 | padded[i / 4 * 3 + 2];
        text[i] = ALPHABET[three >> (18 - 6 * (i % 4)) & 63];
    }
    text[27] = '=';
    text[28] = 0;
}

static void upgrade(connection *c, const char *key) {
    char keyed[64], accept[29], response[160];
    uint8_t digest[20];
    sha1(keyed, snprintf(keyed, sizeof keyed, "%.24s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", key), digest);
    base64(digest, accept);
    snprintf(response, sizeof response, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n", accept);
    answer(c, response);
}

/* ---- requests ---- */

static void publish(topic *t, const char *body, size_t length) {
    static char event[BODY_MAX + 16];
    size_t head = sprintf(event, "data: ");
    memcpy(event + head, body, length);
    memcpy(event + head + length, "\n\n", 2);
    for (size_t i = 0; i < t->count[SSE]; i++) deliver(t->subscribers[SSE][i], event, head + length + 2);

    head = 0;
    event[head++] = (char) 0x81; /* FIN, text */
    if (length < 126) {
        event[head++] = length;
    } else {
        event[head++] = 126;
        event[head++] = length >> 8;
        event[head++] = length;
    }
    memcpy(event + head, body, length);
    for (size_t i = 0; i < t->count[WEBSOCKET]; i++) deliver(t->subscribers[WEBSOCKET][i], event, head + length);
}

/* The value of a header, which runs on to the end of its line. */
static const char *header(const char *head, const char *name) {
    const char *found = strcasestr(head, name);
    return found ? found + strlen(name) + strspn(found + strlen(name), " ") : NULL;
}

/* Takes one request off the start of the input and answers it; returns its length, or 0 if it is not complete. */
static size_t request(connection *c, char *input, size_t length) {
    char *head_end = memmem(input, length, "\r\n\r\n", 4);
    if (!head_end) return 0;
    char *body = head_end + 4;
    *head_end = 0;
    const char *content_length = header(input, "\r\nContent-Length:");
    size_t body_length = content_length ? strtoul(content_length, NULL, 10) : 0;
    size_t total = body - input + body_length;
    if (body_length > BODY_MAX || total > length) {
        if (body_length > BODY_MAX) end(c);
        *head_end = '\r';
        return 0;
    }
    char method[8], path[16], name[128];
    const char *key = header(input, "\r\nSec-WebSocket-Key:");
    if (sscanf(input, "%7s %15[^? ]?topic=%127[^& ]", method, path, name) != 3) {
        answer(c, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    } else if (!strcmp(path, "/pub") && !strcmp(method, "POST")) {
        publish(topic_of(name), body, body_length);
        answer(c, "HTTP/1.1 204 No Content\r\n\r\n");
    } else if (!strcmp(path, "/sse")) {
        answer(c, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\n"
                "Connection: close\r\n\r\n");
        subscribe(c, topic_of(name), SSE);
    } else if (!strcmp(path, "/ws") && key) {
        upgrade(c, key);
        subscribe(c, topic_of(name), WEBSOCKET);
    } else {
        answer(c, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
    }
    return total;
}

/* Returns whether the connection lives on. */
static int receive(connection *c) {
    static char buffer[INPUT_MAX];
    size_t length = c->input_length;
    if (length) memcpy(buffer, c->input, length);
    ssize_t got = read(c->fd, buffer + length, sizeof buffer - length);
    if (got <= 0) return got < 0 && errno == EAGAIN;
    if (c->topic) { /* a subscriber has nothing to say but goodbye: a close frame */
        return c->protocol == SSE || (buffer[0] & 0x0F) != 0x08;
    }
    length += got;
    size_t from = 0;
    for (size_t used; !c->topic && (used = request(c, buffer + from, length - from)); from += used) {}
    c->input_length = c->topic ? 0 : length - from;
    if (c->input_length == sizeof buffer) return 0;
    c->input = allocated(realloc(c->input, c->input_length + 1));
    memcpy(c->input, buffer + from, c->input_length);
    return 1;
}

static void accept_all(int listener) {
    int fd, on = 1;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        connection *c = allocated(calloc(1, sizeof *c));
        c->fd = fd;
        wait_for(c, EPOLL_CTL_ADD, 0);
    }
}

static int listening(int port) {
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, (struct sockaddr *) &address, sizeof address) || listen(fd, 4096)) {
        perror("listen");
        exit(1);
    }
    struct epoll_event interest = {.events = EPOLLIN};
    epoll_ctl(poller, EPOLL_CTL_ADD, fd, &interest);
    return fd;
}

int main(int count, char **arguments) {
    if (count != 2) {
        fprintf(stderr, "usage: writer PORT\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    poller = epoll_create1(0);
    int listener = listening(atoi(arguments[1]));
    puts("ready");
    fflush(stdout);
    for (;;) {
        struct epoll_event events[EVENTS];
        int ready = epoll_wait(poller, events, EVENTS, -1);
        for (int i = 0; i < ready; i++) {
            connection *c = events[i].data.ptr;
            if (!c) {
                accept_all(listener);
                continue;
            }
            if (events[i].events & EPOLLOUT && !c->dead) deliver_pending(c);
            if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR) && !receive(c)) destroy(c);
        }
    }
}
