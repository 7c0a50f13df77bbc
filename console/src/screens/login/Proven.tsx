import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { PROOF } from '../../api/proof';

/** Where the window comes back to that went to a provider of accounts for a new proof: the act goes on in the other one. */
export function Proven() {
  const { t } = useTranslation('account');
  useEffect(() => {
    const channel = new BroadcastChannel(PROOF);
    channel.postMessage('back');
    channel.close();
    window.close();
  }, []);
  return (
    <main className="whole">
      <div className="card" role="status">
        <h1>{t('stepUp.back')}</h1>
        <p className="sub">{t('stepUp.backText')}</p>
      </div>
    </main>
  );
}
