/**
 * The board: a small server on this machine that shows the runs below one folder while they go on,
 * compares them, and starts flows.
 *
 * <p>{@link org.mirrorflow.lab.board.Board} is the door. It answers nobody who does not know the
 * token of its address, reads and writes nothing outside its folder, and bounds what a visitor may
 * start, see {@link org.mirrorflow.lab.board.Limits}.
 */
package org.mirrorflow.lab.board;
