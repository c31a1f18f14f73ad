package org.mirrorflow.map;

import java.util.List;

/**
 * Families of maps from outside the library. Implementations are found as services ({@code
 * META-INF/services/org.mirrorflow.map.MapFamilies}); then specifications, the command line and
 * tables know their names.
 *
 * @since 0.2.0
 */
public interface MapFamilies {

  /** {@return the families; their names must differ from those of the library} */
  List<MapRegistry.Family> families();
}
