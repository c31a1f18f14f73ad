package org.mirrorflow.lab.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mirrorflow.map.MapRegistry;

/** The study leaves out no map. */
final class EveryMapTest {
  private static final List<String> MAPS = EveryMap.ALL.stream().map(EveryMap.Item::map).toList();

  @Test
  void everyFamilyAndWrapperOfTheRegistryIsThere() {
    assertThat(MapRegistry.families())
        .allSatisfy(
            family -> assertThat(MAPS).anyMatch(map -> map.matches(family.name() + "(:.*)?")));
    assertThat(MapRegistry.wrappers())
        .allSatisfy(
            wrapper -> assertThat(MAPS).anyMatch(map -> map.startsWith(wrapper.name() + "(")));
  }

  @Test
  void labelsAndMapsAreUnique() {
    assertThat(EveryMap.ALL).extracting(EveryMap.Item::label).doesNotHaveDuplicates();
    assertThat(MAPS).doesNotHaveDuplicates();
  }
}
