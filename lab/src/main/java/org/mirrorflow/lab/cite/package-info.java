/** The works to cite for a run, as text, BibTeX or RIS. */
package org.mirrorflow.lab.cite;
