package dev.armature.plugin.protocol;

/** The first byte of a frame, and of an outcome within one. */
enum FrameType {
    KEEP_MODULE(1),
    FORGET_MODULE(2),
    INVOKE(3),
    CHECK(4),
    HOST_ANSWER(5),
    HOST_REFUSAL(6),
    CANCEL(7),
    READY(8),
    BEAT(9),
    UNSOUND(10),
    HOST_REQUEST(11),
    ENDED(12),
    FAULTED(13),
    GONE(14),
    RETURNED(15),
    REFUSED(16),
    THREW(17),
    LIMIT_EXCEEDED(18);

    private static final FrameType[] ALL = values();

    private final int number;

    FrameType(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static FrameType of(int number) throws ProtocolException {
        for (FrameType type : ALL) {
            if (type.number == number) {
                return type;
            }
        }
        throw new ProtocolException("there is no frame of type " + number);
    }
}
