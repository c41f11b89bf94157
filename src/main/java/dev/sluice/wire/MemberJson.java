package dev.sluice.wire;

import dev.sluice.event.Member;
import java.util.List;

/** Writes the members of a topic as JSON, the same on every door. */
public final class MemberJson {

    private MemberJson() {}

    public static String of(Member member) {
        return new JsonText()
                .member("member", member.name())
                .raw("state", member.state())
                .end();
    }

    public static String all(List<Member> members) {
        return members.stream().map(MemberJson::of).collect(JsonText.array());
    }
}
