/**
 * The board: a small server on this machine that shows the runs below one folder while they go on,
 * compares them, and starts flows.
 *
 * <p>{@link org.mirrorflow.lab.board.Board} is the entry point. It answers only requests with the
 * token of its address. It reads and writes only in its folder. {@link
 * org.mirrorflow.lab.board.Limits} bounds what a visitor may start.
 */
package org.mirrorflow.lab.board;
