/** What is measured along a flow: margins, certificates, balance laws, growth and features. */
package org.mirrorflow.analysis;
