package io.signalbeam.local.bench;

import java.math.BigDecimal;

/** What a figure must reach, or must not exceed. */
record Bar(Op op, BigDecimal limit) {

    enum Op {
        AT_MOST("<="),
        AT_LEAST(">=");

        private final String sign;

        Op(String sign) {
            this.sign = sign;
        }

        String sign() {
            return sign;
        }
    }

    static Bar atMost(double limit) {
        return new Bar(Op.AT_MOST, Figure.rounded(limit));
    }

    static Bar atLeast(double limit) {
        return new Bar(Op.AT_LEAST, Figure.rounded(limit));
    }

    boolean isMetBy(BigDecimal value) {
        int order = value.compareTo(limit);
        return switch (op) {
            case AT_MOST -> order <= 0;
            case AT_LEAST -> order >= 0;
        };
    }
}
