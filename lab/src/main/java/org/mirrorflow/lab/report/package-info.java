/**
 * Reports: immutable records in, one HTML file out that opens from disk without a network.
 *
 * <p>{@link org.mirrorflow.lab.report.Report} is the entry point. Every string that comes from
 * outside is escaped, figure data stands in the page as JSON, and the page forbids itself any
 * network access by its content security policy.
 */
package org.mirrorflow.lab.report;
