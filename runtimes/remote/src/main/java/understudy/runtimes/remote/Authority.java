package understudy.runtimes.remote;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import understudy.core.Problem;

/** Certificates that stand in the document itself: a path could make the server read any file of its own. */
final class Authority {
    private Authority() {}

    /** @throws Problem UNPROCESSABLE for what is no certificate in PEM */
    static SSLContext context(String pem) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust(pem).getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException unusable) {
            throw refused(unusable);
        }
    }

    static TrustManagerFactory trust(String pem) {
        try {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(pem.getBytes(US_ASCII)));
            if (certificates.isEmpty()) {
                throw new CertificateException("none");
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Certificate certificate : certificates) {
                store.setCertificateEntry("authority-" + store.size(), certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            return trust;
        } catch (GeneralSecurityException | IOException unusable) {
            throw refused(unusable);
        }
    }

    private static Problem refused(Exception unusable) {
        return new Problem(
                Problem.Code.UNPROCESSABLE, "remote.certificate_authority is no certificate in PEM",
                "Paste the text from BEGIN CERTIFICATE to END CERTIFICATE", unusable);
    }
}
