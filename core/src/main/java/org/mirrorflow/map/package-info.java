/** Potentials and mirror maps; {@link org.mirrorflow.map.MapRegistry} knows them by name. */
package org.mirrorflow.map;
