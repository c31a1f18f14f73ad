package org.mirrorflow.lab.sweep;

import java.util.Set;

/** Collects the results of a sweep for queries. It is made from the files of the cells. */
public interface ResultStore {

  /** Removes what a killed writer left; with the folder's lock. */
  void tidy();

  /** {@return ids of the cells that it holds} */
  Set<String> cells();

  /** {@return a writer; the caller holds the folder's lock until it is closed} */
  Writer writer();

  /** Takes results in, at times of its own choice. */
  interface Writer extends AutoCloseable {

    /**
     * Hands on a finished cell; one that is there already is replaced.
     *
     * @param result of the cell
     */
    void add(CellResult result);

    /** Returns when all is written. */
    @Override
    void close();
  }
}
