/** What other machines do, for whoever has a module that reaches them. */
package org.mirrorflow.lab.cluster;
