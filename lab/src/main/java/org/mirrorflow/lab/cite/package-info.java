/** The works that results rest on, as BibTeX, RIS and text. */
package org.mirrorflow.lab.cite;
