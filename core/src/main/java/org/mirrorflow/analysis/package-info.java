/** What a trajectory shows: margins, certificates, balance, growth, features. */
package org.mirrorflow.analysis;
