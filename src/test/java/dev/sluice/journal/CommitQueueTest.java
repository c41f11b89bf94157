package dev.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.event.ContentType;
import dev.sluice.event.Draft;
import dev.sluice.event.Payload;
import dev.sluice.event.Topic;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CommitQueueTest {

    private static final Duration AT_ONCE = Duration.ZERO;

    private static Submission of(int drafts, int bytesEach) {
        Draft draft = new Draft(new Topic("t"), Payload.text(ContentType.TEXT, "x".repeat(bytesEach)));
        return new Submission(Collections.nCopies(drafts, draft));
    }

    /** One who waits for a place. */
    private static Thread publisherOf(Submission submission, CommitQueue queue) {
        Thread publisher = new Thread(() -> {
            try {
                queue.offer(submission, Duration.ofSeconds(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        publisher.start();
        return publisher;
    }

    @Test
    void groupsWhatHasQueuedUp() throws InterruptedException {
        CommitQueue queue = new CommitQueue(100, 1_000);
        List<Submission> submissions = List.of(of(2, 1), of(3, 1), of(4, 1));
        for (Submission submission : submissions) {
            assertThat(queue.offer(submission, AT_ONCE)).isTrue();
        }
        assertThat(queue.takeGroup(5)).containsExactly(submissions.get(0), submissions.get(1));
        assertThat(queue.takeGroup(5)).containsExactly(submissions.get(2));
    }

    @Test
    void refusesWhatExceedsItInEvents() throws InterruptedException {
        CommitQueue queue = new CommitQueue(3, 1_000);
        assertThat(queue.offer(of(2, 1), AT_ONCE)).isTrue();
        assertThat(queue.offer(of(2, 1), AT_ONCE)).isFalse();
        assertThat(queue.offer(of(1, 1), AT_ONCE)).isTrue();
    }

    @Test
    void refusesWhatExceedsItInBytes() throws InterruptedException {
        CommitQueue queue = new CommitQueue(100, 10);
        assertThat(queue.offer(of(1, 6), AT_ONCE)).isTrue();
        assertThat(queue.offer(of(1, 6), AT_ONCE)).isFalse();
    }

    @Test
    void takesWhatIsLargerThanItselfWhenItIsEmpty() throws InterruptedException {
        CommitQueue queue = new CommitQueue(3, 10);
        assertThat(queue.offer(of(5, 100), AT_ONCE)).isTrue();
        assertThat(queue.takeGroup(1)).hasSize(1);
    }

    @Test
    void letsAPublisherWaitForAPlace() throws InterruptedException {
        CommitQueue queue = new CommitQueue(1, 1_000);
        queue.offer(of(1, 1), AT_ONCE);
        Submission second = of(1, 1);
        Thread publisher = publisherOf(second, queue);
        queue.takeGroup(10);
        assertThat(queue.takeGroup(10)).containsExactly(second);
        publisher.join();
    }

    @Test
    void letsNobodyOvertakeALargeSubmission() throws InterruptedException {
        CommitQueue queue = new CommitQueue(4, 1_000);
        queue.offer(of(4, 1), AT_ONCE);
        Submission large = of(4, 1);
        Thread publisher = publisherOf(large, queue);
        await().until(() -> publisher.getState() == Thread.State.TIMED_WAITING);
        queue.takeGroup(4);
        assertThat(queue.offer(of(1, 1), AT_ONCE))
                .as("a small one, before the large one has its place")
                .isFalse();
        publisher.join();
        assertThat(queue.takeGroup(4)).containsExactly(large);
    }

    @Test
    void givesOutWhatWaitsAfterItIsClosedAndThenNothing() throws InterruptedException {
        CommitQueue queue = new CommitQueue(10, 1_000);
        queue.offer(of(1, 1), AT_ONCE);
        queue.close();
        assertThat(queue.offer(of(1, 1), AT_ONCE)).isFalse();
        assertThat(queue.takeGroup(10)).hasSize(1);
        assertThat(queue.takeGroup(10)).isEmpty();
    }
}
